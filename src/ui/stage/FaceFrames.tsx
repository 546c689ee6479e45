import type { ReactNode, RefObject } from 'react';
import { facesAcross, selectedFace } from '../../state/face-selectors.ts';
import { editedPane } from '../../state/panes.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { FaceFrame } from './FaceFrame.tsx';
import styles from './FaceFrame.module.css';
import { useAwake } from './use-awake.ts';

/** A frame around every face. */
export function FaceFrames({ stage }: { readonly stage: RefObject<HTMLElement | null> }): ReactNode {
  const faces = useEditorState(facesAcross);
  const { gesture, isHolding, isDrawing } = useEditorState(({ view }) => ({
    gesture: view.gesture, isHolding: view.isHoldingOriginal, isDrawing: view.isDrawing,
  }));
  const selectedId = useEditorState((state) => selectedFace(state)?.id);
  // New faces show themselves, and so does the one that was chosen elsewhere.
  const isAwake = useAwake(stage, `${String(faces.length)} ${selectedId ?? ''}`);
  const isSeen = isDrawing || (isAwake && gesture === undefined && !isHolding);
  const pane = useEditorState(({ view }) => editedPane(view));
  const { pixelRatio } = pane;
  // Beside the original they stay on their own half.
  const clipPath = pane.xPx + pane.yPx > 0 ? `inset(${pane.yPx / pixelRatio}px 0 0 ${pane.xPx / pixelRatio}px)` : undefined;
  const frames = faces.map((face, index) => {
    const isSelected = face.id === selectedId;
    return (
      <FaceFrame
        key={face.id} id={face.id} square={face.square} place={stageText().place({ number: index + 1, total: faces.length })} isSelected={isSelected}
        isSeen={isSeen || (isSelected && gesture === 'square')} isDragged={isSelected && gesture === 'square'}
      />
    );
  });
  return <div className={styles['frames']} style={{ clipPath }}>{frames}</div>;
}
