import { useEffect, useState, type RefObject } from 'react';

/** The frames step aside when the pointer rests this long: a person then looks at the picture. */
const IDLE_MS = 2600;

/** True while the pointer is about on the stage, and for a moment after; what `occasion` stands for wakes it too. */
export function useAwake(stage: RefObject<HTMLElement | null>, occasion: unknown): boolean {
  const [isAwake, setAwake] = useState(true);
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = (): void => {
      setAwake(true);
      clearTimeout(timer);
      timer = setTimeout(() => { setAwake(false); }, IDLE_MS);
    };
    const sleep = (event: PointerEvent): void => {
      if (event.pointerType !== 'mouse') return;
      clearTimeout(timer);
      timer = setTimeout(() => { setAwake(false); }, IDLE_MS / 4);
    };
    const first = setTimeout(wake, 0);
    // On the way back up, so that the touch that wakes a hidden frame does not drag it as well.
    element.addEventListener('pointermove', wake);
    element.addEventListener('pointerup', wake);
    element.addEventListener('pointerleave', sleep);
    return () => {
      clearTimeout(first);
      clearTimeout(timer);
      element.removeEventListener('pointermove', wake);
      element.removeEventListener('pointerup', wake);
      element.removeEventListener('pointerleave', sleep);
    };
  }, [stage, occasion]);
  return isAwake;
}
