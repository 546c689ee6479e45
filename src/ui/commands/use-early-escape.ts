import { useLayoutEffect, useRef } from 'react';

/**
 * Escape for a dialog that was asked for and does not listen yet: it may still be on its way, and its own listener comes a moment
 * after it is seen. Once it is there it takes the key first.
 */
export function useEarlyEscape(isAsked: boolean, close: () => void): void {
  const latest = useRef(close);
  useLayoutEffect(() => { latest.current = close; });
  useLayoutEffect(() => {
    if (!isAsked) return undefined;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) latest.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => { window.removeEventListener('keydown', onKeyDown); };
  }, [isAsked]);
}
