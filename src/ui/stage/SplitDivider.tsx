import { ChevronsLeftRight } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { setDividerPosition } from '../../state/commands/view.ts';
import { currentView } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { dividerXPx } from './painter.ts';
import styles from './SplitDivider.module.css';

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01, PageUp: 0.1, PageDown: -0.1, Home: -1, End: 1 };

/** The line between before and after. */
export function SplitDivider(): ReactNode {
  const editor = useEditor();
  const view = useEditorState(currentView);
  const { compare, stage, picture } = useEditorState((state) => ({ compare: state.view.compare, stage: state.view.stage, picture: state.picture.open }));
  if (!view || !picture) return null;
  const left = dividerXPx(compare, view, stage, picture) / stage.pixelRatio;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setDividerPosition(editor, compare.position + step * (event.shiftKey ? 10 : 1));
  };
  return (
    <div
      className={styles['divider']} style={{ transform: `translateX(${left}px)` }} data-handle="divider"
      role="slider" tabIndex={0} aria-orientation="horizontal" aria-label={stageText().dividerName}
      aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(compare.position * 100)} onKeyDown={onKeyDown}
    >
      <span className={styles['before']}>{stageText().before}</span>
      <span className={styles['grip']}><ChevronsLeftRight size={16} /></span>
      <span className={styles['after']}>{stageText().after}</span>
    </div>
  );
}
