import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { BRUSH_SIZES, clearBrush, setBrush } from '../../state/commands/brush.ts';
import { formatPercent } from '../../state/format.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { brushText } from '../../text/brush.ts';
import { COMMANDS } from '../commands/command-table.ts';
import { Button } from '../controls/Button.tsx';
import { Hint } from '../controls/Hint.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { PlainSlider } from '../controls/PlainSlider.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import styles from './BrushTool.module.css';

interface ShareSliderProps {
  readonly label: string;
  readonly keys: string;
  readonly value: number;
  readonly range: readonly [number, number];
  readonly onChange: (value: number) => void;
}

function ShareSlider({ label, keys, value, range, onChange }: ShareSliderProps): ReactNode {
  return (
    <Hint text={label} keys={keys}>
      <div className={styles['field']}>
        {label}
        <div className={styles['slider']}><PlainSlider label={label} value={value} range={range} step={0.01} valueText={formatPercent(value)} onChange={onChange} /></div>
      </div>
    </Hint>
  );
}

interface BrushBarProps {
  readonly canClear: boolean;
  readonly isMaskShown: boolean;
  readonly onShowMask: (isShown: boolean) => void;
}

/** What the brush does, and how. */
export function BrushBar({ canClear, isMaskShown, onShowMask }: BrushBarProps): ReactNode {
  const editor = useEditor();
  const { isKeeping, size, feather } = useEditorState(({ view }) => view.brush);
  const words = brushText();
  return (
    // Beside the picture for the pointer, which would paint.
    <div className={styles['bar']} role="group" aria-label={words.brush} onDoubleClick={(event) => { event.stopPropagation(); }} data-beside-picture="">
      <Segmented
        label={words.does} value={isKeeping ? 'keep' : 'release'} options={[{ value: 'release', title: words.release }, { value: 'keep', title: words.keep }]}
        onChange={(value) => { setBrush(editor, { isKeeping: value === 'keep' }); }}
      />
      <ShareSlider label={words.size} keys={`${COMMANDS.brushSmaller.keys} ${COMMANDS.brushLarger.keys}`} value={size} range={BRUSH_SIZES} onChange={(next) => { setBrush(editor, { size: next }); }} />
      <ShareSlider label={words.feather} keys={`${COMMANDS.brushHarder.keys} ${COMMANDS.brushSofter.keys}`} value={feather} range={[0, 1]} onChange={(next) => { setBrush(editor, { feather: next }); }} />
      <div className={styles['actions']}>
        <IconButton label={words.showMask} isPressed={isMaskShown} onClick={() => { onShowMask(!isMaskShown); }}><Eye size={16} /></IconButton>
        <Button disabled={!canClear} onClick={() => { clearBrush(editor); }}>{words.clear}</Button>
        <Button tone="primary" onClick={() => { setBrush(editor, { isOn: false }); }}>{words.done}</Button>
      </div>
    </div>
  );
}
