import { useEffect, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { nudgeSquare, scaleSquare } from '../../state/commands/edit-square.ts';
import { currentView, isFrameUnplaced } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import styles from './FaceFrame.module.css';

/** The frame steps aside when the pointer rests this long: a person then looks at the picture. */
const IDLE_MS = 2600;
const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const KEY_STEP = 0.01;
const KEY_LEAP = 0.1;
const KEY_GROWTH = 1.02;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** True while the pointer is about on the stage, and for a moment after; a new picture wakes it too. */
function useAwake(stage: RefObject<HTMLElement | null>, pictureId: string | undefined): boolean {
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
  }, [stage, pictureId]);
  return isAwake;
}

/** The square that becomes the model's crop: dragged, pulled at its corners, or moved by keys. */
export function FaceFrame({ stage }: { readonly stage: RefObject<HTMLElement | null> }): ReactNode {
  const editor = useEditor();
  const view = useEditorState(currentView);
  const square = useEditorState((state) => state.document.face?.square);
  const { pixelRatio, gesture, isHolding, pictureId } = useEditorState((state) => ({
    pixelRatio: state.view.stage.pixelRatio, gesture: state.view.gesture,
    isHolding: state.view.isHoldingOriginal, pictureId: state.picture.open?.pictureId,
  }));
  const isUnplaced = useEditorState(isFrameUnplaced);
  const isAwake = useAwake(stage, pictureId);
  if (!view || !square) return null;

  const onKeyDown = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    const step = event.shiftKey ? KEY_LEAP : KEY_STEP;
    if (arrow) nudgeSquare(editor, arrow[0] * step, arrow[1] * step);
    else if (event.key === '+' || event.key === '=') scaleSquare(editor, KEY_GROWTH);
    else if (event.key === '-') scaleSquare(editor, 1 / KEY_GROWTH);
    else return;
    event.preventDefault();
  };
  const side = (square.sidePx * view.scale) / pixelRatio;
  const left = (view.offsetXPx + (square.centreXPx - square.sidePx / 2) * view.scale) / pixelRatio;
  const top = (view.offsetYPx + (square.centreYPx - square.sidePx / 2) * view.scale) / pixelRatio;
  const isSeen = gesture === 'square' || (isAwake && gesture === undefined && !isHolding);
  return (
    <div
      className={styles['frame']} data-handle="square" data-seen={isSeen} data-dragged={gesture === 'square'}
      style={{ width: side, height: side, transform: `translate(${left}px, ${top}px)` }}
      role="application" tabIndex={0} aria-roledescription="face frame" onKeyDown={onKeyDown}
      aria-label={`Face frame, ${Math.round(square.sidePx)} pixels wide, centre at ${Math.round(square.centreXPx)}, ${Math.round(square.centreYPx)}. Arrow keys move it, plus and minus resize it.`}
    >
      {isUnplaced && <span className={styles['advice']}>Fit the frame from forehead to chin</span>}
      {CORNERS.map((corner) => <span key={corner} className={styles['corner']} data-handle={corner} data-corner={corner} />)}
    </div>
  );
}
