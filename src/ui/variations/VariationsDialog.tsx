import { Dices } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { adoptVariation, drawVariation } from '../../state/commands/variations.ts';
import { showDialog } from '../../state/commands/view.ts';
import { hasLooks } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { gridAttributes, variationGrid, type GridChoice, type Variation, type VariationGrid } from '../../state/variations.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { BlobImage } from '../controls/BlobImage.tsx';
import { Button } from '../controls/Button.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import styles from './VariationsDialog.module.css';

const CELL_PX = 160;

/** Renders the cells one after the other; what was chosen anew is rendered anew. */
function useDrawn(grid: VariationGrid | undefined): ReadonlyMap<string, Blob> {
  const editor = useEditor();
  const key = JSON.stringify(grid?.cells.map((row) => row.map(({ edit }) => edit)));
  const [drawn, setDrawn] = useState<{ readonly key: string; readonly blobs: ReadonlyMap<string, Blob> }>();
  const draw = useEffectEvent(async (signal: AbortSignal) => {
    const blobs = new Map<string, Blob>();
    for (const variation of grid?.cells.flat() ?? []) {
      const blob = await drawVariation(editor, variation, CELL_PX, signal);
      if (signal.aborted) return;
      if (blob) blobs.set(variation.label, blob);
      setDrawn({ key, blobs: new Map(blobs) });
    }
  });
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => { draw(controller.signal).catch(() => undefined); });
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key]);
  return drawn?.key === key ? drawn.blobs : new Map();
}

/** The cells, to be walked by arrow keys both ways; choosing one takes it over. */
function Cells({ grid, onChoose }: { readonly grid: VariationGrid; readonly onChoose: (variation: Variation) => void }): ReactNode {
  const drawn = useDrawn(grid);
  const group = useRef<HTMLDivElement>(null);
  const width = grid.cells[0]?.length ?? 1;
  const all = grid.cells.flat();
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? width : event.key === 'ArrowUp' ? -width : 0;
    const cells = [...group.current?.querySelectorAll('button') ?? []];
    const next = by === 0 ? undefined : cells[cells.findIndex((cell) => cell === document.activeElement) + by];
    if (by !== 0) event.preventDefault();
    next?.focus();
  };
  return (
    <div className={styles['grid']} style={{ gridTemplateColumns: `${grid.rows.length > 0 ? 'auto ' : ''}repeat(${width}, minmax(0, 1fr))` }}>
      {grid.columns.length > 0 && (
        <>
          {grid.rows.length > 0 && <span />}
          {grid.columns.map((text) => <span key={text} className={styles['column']} aria-hidden="true">{text}</span>)}
        </>
      )}
      <ToggleGroup.Root
        ref={group} type="single" className={styles['cells']} aria-label={dialogsText().variations} value={all.find(({ isPresent }) => isPresent)?.label ?? ''} orientation="horizontal" loop={false} onKeyDown={onKeyDown}
        onValueChange={(label) => { const chosen = all.find((variation) => variation.label === label); if (chosen) onChoose(chosen); }}
      >
        {grid.cells.map((row, y) => [
          ...(grid.rows[y] === undefined ? [] : [<span key={grid.rows[y]} className={styles['row']} aria-hidden="true">{grid.rows[y]}</span>]),
          ...row.map((variation) => {
            const blob = drawn.get(variation.label);
            return (
              <ToggleGroup.Item key={variation.label} value={variation.label} className={styles['cell']} aria-label={variation.label}>
                {blob && <BlobImage blob={blob} alt="" />}
              </ToggleGroup.Item>
            );
          }),
        ])}
      </ToggleGroup.Root>
    </div>
  );
}

/** Many ways that the selected face could be; a click takes one over. */
export function VariationsDialog(): ReactNode {
  const editor = useEditor();
  const [choice, setChoice] = useState<GridChoice>({ downId: undefined, acrossId: undefined, round: 0 });
  const attributes = useEditorState(gridAttributes);
  const canRoll = useEditorState(hasLooks);
  const { document, faces, engine, view } = useEditorState((state) => ({ document: state.document, faces: state.faces, engine: state.engine, view: state.view }));
  const grid = variationGrid({ ...editor.store.getState(), document, faces, engine, view }, choice);
  const close = (): void => { showDialog(editor, undefined); };
  const across = attributes.find(({ id }) => id === choice.acrossId) ?? attributes[0];
  const down = attributes.find(({ id }) => id === choice.downId && id !== across?.id) ?? attributes.find(({ id }) => id !== across?.id);
  const pick = (label: string, value: string | undefined, set: (id: string) => void): ReactNode => (
    <label className={styles['pick']}>
      {label}
      <select className={styles['select']} value={value} onChange={(event) => { set(event.currentTarget.value); }}>
        {attributes.map(({ id, title }) => <option key={id} value={id}>{title}</option>)}
      </select>
    </label>
  );
  return (
    <DialogFrame title={dialogsText().variations} description={dialogsText().variationsHint} isWide onClose={close}>
      <div className={styles['parts']}>
        {attributes.length > 1 && (
          <div className={styles['picks']}>
            {pick(dialogsText().across, across?.id, (id) => { setChoice({ ...choice, acrossId: id, downId: id === down?.id ? across?.id : down?.id }); })}
            {pick(dialogsText().down, down?.id, (id) => { setChoice({ ...choice, downId: id, acrossId: id === across?.id ? down?.id : across?.id }); })}
          </div>
        )}
        {canRoll && <Button className={styles['roll']} onClick={() => { setChoice({ ...choice, round: choice.round + 1 }); }}><Dices size={15} />{dialogsText().otherLooks}</Button>}
        {grid ? <Cells grid={grid} onChoose={({ settings }) => { adoptVariation(editor, settings); close(); }} /> : <p className={styles['fine']} role="status">{dialogsText().readingFace}</p>}
      </div>
    </DialogFrame>
  );
}
