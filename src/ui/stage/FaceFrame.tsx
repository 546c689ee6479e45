import { memo, type KeyboardEvent, type ReactNode } from 'react';
import { selectFace } from '../../state/commands/face-list.ts';
import { nudgeSquare, scaleSquare, turnSquare } from '../../state/commands/edit-square.ts';
import type { FaceDocument } from '../../state/edit-document.ts';
import type { Editor } from '../../state/editor.ts';
import { currentView } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import styles from './FaceFrame.module.css';
import { SELECTED_FRAME } from './focus-frame.ts';
import { FACE_HANDLE } from './stage-pointer.ts';

const CORNERS = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const KEY_STEP = 0.01;
const KEY_LEAP = 0.1;
const KEY_GROWTH = 1.02;
const KEY_TURN_RAD = Math.PI / 180;
const KEY_TURN_LEAP_RAD = Math.PI / 12;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};
/** With Shift the brackets are braces on most keyboards. */
const TURNS: Readonly<Record<string, number>> = { '[': -KEY_TURN_RAD, ']': KEY_TURN_RAD, '{': -KEY_TURN_LEAP_RAD, '}': KEY_TURN_LEAP_RAD };

function onFrameKey(editor: Editor, event: KeyboardEvent): void {
  const arrow = ARROWS[event.key];
  const turn = TURNS[event.key];
  const step = event.shiftKey ? KEY_LEAP : KEY_STEP;
  if (arrow) nudgeSquare(editor, arrow[0] * step, arrow[1] * step);
  else if (turn !== undefined) turnSquare(editor, turn);
  else if (event.key === '+' || event.key === '=') scaleSquare(editor, KEY_GROWTH);
  else if (event.key === '-') scaleSquare(editor, 1 / KEY_GROWTH);
  else return;
  event.preventDefault();
}

function selectedLabel({ centreXPx, centreYPx, sidePx, rotationRad }: FaceDocument['square']): string {
  const degrees = Math.round((rotationRad * 180) / Math.PI);
  const turn = degrees === 0 ? '' : stageText().turned({ degrees });
  return stageText().frameFacts({ side: Math.round(sidePx), x: Math.round(centreXPx), y: Math.round(centreYPx), turn });
}

interface FaceFrameProps {
  readonly id: string;
  readonly square: FaceDocument['square'];
  /** "2 of 4" */
  readonly place: string;
  readonly isSelected: boolean;
  readonly isSeen: boolean;
  readonly isDragged: boolean;
}

/** In CSS pixels: in a smaller frame a finger's targets would leave no place to move it by. */
const SMALL_SIDE = 150;

/** The square that becomes the model's crop of one face; the selected one is dragged, pulled at its corners, turned, or moved by keys. */
export const FaceFrame = memo(function FaceFrame({ id, square, place, isSelected, isSeen, isDragged }: FaceFrameProps): ReactNode {
  const editor = useEditor();
  const view = useEditorState(currentView);
  const pixelRatio = useEditorState((state) => state.view.stage.pixelRatio);
  if (!view) return null;
  const side = (square.sidePx * view.scale) / pixelRatio;
  const left = (view.offsetXPx + (square.centreXPx - square.sidePx / 2) * view.scale) / pixelRatio;
  const top = (view.offsetYPx + (square.centreYPx - square.sidePx / 2) * view.scale) / pixelRatio;
  const shared = {
    className: styles['frame'], 'data-seen': isSeen, 'data-selected': isSelected, 'data-dragged': isDragged, 'data-small': side < SMALL_SIDE, tabIndex: 0,
    style: { width: side, height: side, transform: `translate(${left}px, ${top}px) rotate(${square.rotationRad}rad)` },
  };
  if (!isSelected) {
    const choose = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      selectFace(editor, id);
    };
    return <div {...shared} data-handle={`${FACE_HANDLE}${id}`} role="button" aria-label={stageText().chooseFace({ place })} onKeyDown={choose} />;
  }
  return (
    <div
      {...shared} {...{ [SELECTED_FRAME]: [square.centreXPx, square.centreYPx, square.sidePx, square.rotationRad].join(' ') }} data-handle="square"
      role="application" aria-roledescription={stageText().faceFrame} aria-label={stageText().faceFrameAt({ place, facts: selectedLabel(square) })}
      onKeyDown={(event) => { onFrameKey(editor, event); }}
    >
      {CORNERS.map((corner) => <span key={corner} className={styles['corner']} data-handle={corner} data-corner={corner} />)}
      <span className={styles['turn']} data-handle="rotate" />
    </div>
  );
});
