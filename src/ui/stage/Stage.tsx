import { useEffect, useRef, type ReactNode } from 'react';
import { setBrush } from '../../state/commands/brush.ts';
import { describePicture } from '../../state/describe-picture.ts';
import { isSearching } from '../../state/face-selectors.ts';
import { engineState } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { lazyPart } from '../controls/LazyPart.tsx';
import { EmptyState } from '../empty/EmptyState.tsx';
import { FACE_KEYS } from './focus-frame.ts';
import { ComparisonMarks, ComparisonNotes } from './ComparisonMarks.tsx';
import { FaceFrames } from './FaceFrames.tsx';
import { StagePill } from './StagePill.tsx';
import { StageProgress } from './StageProgress.tsx';
import { StageBar } from './StageBar.tsx';
import { StageCanvas } from './StageCanvas.tsx';
import { StagePointer } from './stage-pointer.ts';
import styles from './Stage.module.css';

/** Fetched when it is first taken up. */
const BrushTool = lazyPart('brush', async () => (await import('../brush/BrushTool.tsx')).BrushTool);

/** The picture and what is laid over it. */
function PictureStage(): ReactNode {
  const editor = useEditor();
  const ref = useRef<HTMLDivElement>(null);
  const label = useEditorState(describePicture);
  const { isFrameOn, isHolding, isZoomed, isDrawing, isBrushing } = useEditorState(({ view }) => ({
    isFrameOn: view.isFrameOn, isHolding: view.isHoldingOriginal, isZoomed: view.zoom.kind === 'free', isDrawing: view.isDrawing, isBrushing: view.brush.isOn,
  }));
  useEffect(() => {
    if (!ref.current) return undefined;
    const pointer = new StagePointer(editor, ref.current);
    return () => { pointer.dispose(); };
  }, [editor]);
  return (
    <div ref={ref} className={styles['surface']} data-zoomed={isZoomed} data-drawing={isDrawing} data-painting={isBrushing}>
      <StageCanvas label={label} />
      {isFrameOn && !isBrushing && <FaceFrames stage={ref} />}
      {isBrushing && <BrushTool onGiveUp={() => { setBrush(editor, { isOn: false }); }} />}
      {isHolding ? <span className={styles['chip']}>{stageText().original}</span> : <ComparisonMarks />}
    </div>
  );
}

/** Says that something is on its way, once it takes longer than a blink. */
function BusyLine(): ReactNode {
  const isBusy = useEditorState((state) => engineState(state) === 'busy' || (state.picture.open !== undefined && engineState(state) === 'loading'));
  const what = useEditorState((state) => (state.picture.opening ? stageText().opening({ name: state.picture.opening.name }) : isSearching(state) ? stageText().looking : stageText().rendering));
  return isBusy ? <div className={styles['busy']} role="progressbar" aria-label={what} /> : null;
}

/** The large area: the open picture, or the invitation to open one. */
export function Stage(): ReactNode {
  const { isOpen, isReturning } = useEditorState(({ picture, session }) => ({ isOpen: picture.open !== undefined, isReturning: session.isReturning }));
  return (
    <main className={styles['stage']} aria-label={stageText().picture} {...{ [FACE_KEYS]: '' }}>
      <div className={styles['view']}>
        {isOpen ? <PictureStage /> : isReturning ? <p className={styles['returning']} role="status">{stageText().bringingBack}</p> : <EmptyState />}
        {/* Beside the picture, which takes hold of every pointer that goes down on it. */}
        {isOpen && <StagePill />}
        {isOpen && <ComparisonNotes />}
        <BusyLine />
        <StageProgress />
      </div>
      {isOpen && <StageBar />}
    </main>
  );
}
