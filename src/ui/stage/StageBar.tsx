import { Brush, Eye, Maximize, Minus, Plus, ScanFace, SquarePlus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { removeFace, setDrawing } from '../../state/commands/face-list.ts';
import { holdOriginal } from '../../state/commands/view.ts';
import { currentView } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { classNames } from '../controls/class-names.ts';
import { Hint } from '../controls/Hint.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import { CompareControl } from './CompareControl.tsx';
import styles from './StageBar.module.css';

function percentText(scale: number): string {
  const percent = scale * 100;
  return stageText().percent({ number: percent < 10 ? percent.toFixed(1) : Math.round(percent) });
}

function CompareTools(): ReactNode {
  const editor = useEditor();
  const isHolding = useEditorState(({ view }) => view.isHoldingOriginal);
  const release = (): void => { holdOriginal(editor, false); };
  return (
    <div className={styles['group']} role="group" aria-label={stageText().compare}>
      <CompareControl />
      <IconButton
        label={stageText().holdOriginal} keys={COMMANDS.original.keys} hintSide="top" isPressed={isHolding} className={classNames(styles['named'], styles['hold'])}
        onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); holdOriginal(editor, true); }}
        onLostPointerCapture={release} onBlur={release} onContextMenu={(event) => { event.preventDefault(); }}
        onKeyDown={(event) => { if (event.key === ' ' || event.key === 'Enter') holdOriginal(editor, true); }}
        onKeyUp={release}
      >
        <Eye size={17} /><span className={styles['word']}>{stageText().original}</span>
      </IconButton>
    </div>
  );
}

function FaceTools(): ReactNode {
  const editor = useEditor();
  const { isFrameOn, isDrawing, isBrushing } = useEditorState(({ view }) => ({ isFrameOn: view.isFrameOn, isDrawing: view.isDrawing, isBrushing: view.brush.isOn }));
  const hasFace = useEditorState(({ document }) => document.faces.length > 0);
  // The keyboard cannot drag: it gets a square to move.
  const add = (isByKeyboard: boolean): void => {
    if (isByKeyboard) COMMANDS.addFace.run(editor);
    else setDrawing(editor, !isDrawing);
  };
  return (
    <div className={styles['group']} role="group" aria-label={stageText().faces}>
      <IconButton label={stageText().showFrames} keys={COMMANDS.frame.keys} hintSide="top" isPressed={isFrameOn} className={styles['named']} onClick={() => { COMMANDS.frame.run(editor); }}>
        <ScanFace size={17} /><span className={styles['word']}>{stageText().frames}</span>
      </IconButton>
      <IconButton label={stageText().addFace} keys={COMMANDS.addFace.keys} hintSide="top" isPressed={isDrawing} className={styles['named']} onClick={(event) => { add(event.detail === 0); }}>
        <SquarePlus size={17} /><span className={styles['word']}>{stageText().addFace}</span>
      </IconButton>
      <IconButton label={stageText().brush} keys={COMMANDS.brush.keys} hintSide="top" isPressed={isBrushing} disabled={!hasFace} className={styles['named']} onClick={() => { COMMANDS.brush.run(editor); }}>
        <Brush size={16} /><span className={styles['word']}>{stageText().brushWord}</span>
      </IconButton>
      <IconButton label={stageText().removeFace} keys={COMMANDS.removeFace.keys} hintSide="top" disabled={!hasFace} onClick={() => { removeFace(editor); }}><Trash2 size={16} /></IconButton>
    </div>
  );
}

function ZoomTools(): ReactNode {
  const editor = useEditor();
  const scale = useEditorState((state) => currentView(state)?.scale ?? 1);
  const isFit = useEditorState(({ view }) => view.zoom.kind === 'fit');
  return (
    <div className={styles['group']} role="group" aria-label={stageText().zoom}>
      <IconButton label={stageText().zoomOut} keys={COMMANDS.zoomOut.keys} hintSide="top" className={styles['step']} onClick={() => { COMMANDS.zoomOut.run(editor); }}><Minus size={16} /></IconButton>
      <Hint text={stageText().actualPixels} keys={COMMANDS.actual.keys} side="top">
        <button type="button" className={styles['percent']} aria-label={stageText().zoomPercent({ percent: percentText(scale) })} onClick={() => { COMMANDS.actual.run(editor); }}>
          {percentText(scale)}
        </button>
      </Hint>
      <IconButton label={stageText().zoomIn} keys={COMMANDS.zoomIn.keys} hintSide="top" className={styles['step']} onClick={() => { COMMANDS.zoomIn.run(editor); }}><Plus size={16} /></IconButton>
      <IconButton label={stageText().fit} keys={COMMANDS.fit.keys} hintSide="top" isPressed={isFit} onClick={() => { COMMANDS.fit.run(editor); }}><Maximize size={16} /></IconButton>
    </div>
  );
}

/** What is seen and how, below the picture. */
export function StageBar(): ReactNode {
  return (
    <div className={styles['bar']}>
      <div className={styles['group']}>
        <CompareTools />
        <span className={styles['rule']} />
        <FaceTools />
      </div>
      <ZoomTools />
    </div>
  );
}
