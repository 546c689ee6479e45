import { useState, type ReactNode, type SubmitEvent } from 'react';
import { cancelSave } from '../../state/commands/save-to-file.ts';
import { previewContactSheet, sheetColumns, saveContactSheet } from '../../state/commands/save-contact-sheet.ts';
import { showDialog } from '../../state/commands/view.ts';
import { SHEET_STRENGTHS, sheetRows, parseSheetStrengths } from '../../state/contact-sheet.ts';
import { selectedFace } from '../../state/face-selectors.ts';
import { sheetStrengthRange, sheetSize, suggestedSheetName } from '../../state/contact-sheet-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { Segmented } from '../controls/Segmented.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import styles from './SaveDialog.module.css';
import { SaveFooter } from './SaveFooter.tsx';
import { SheetPreview } from './SheetPreview.tsx';

const CELLS = [{ value: '128', title: '128 px' }, { value: '256', title: '256 px' }, { value: '384', title: '384 px' }] as const;
const PREVIEW_CELL_PX = 96;
const FIRST_STRENGTHS = SHEET_STRENGTHS.map((strength) => strength * 100).join(', ');

function read(text: string, range: readonly [number, number]): { readonly strengths: readonly number[]; readonly problem: string } {
  try {
    return { strengths: parseSheetStrengths(text, range), problem: '' };
  } catch (thrown) {
    return { strengths: [], problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** Which attributes and strengths of the selected face go into a contact sheet, and how it will look. */
export function ContactSheetDialog(): ReactNode {
  const editor = useEditor();
  const stem = useEditorState(suggestedSheetName);
  const known = useEditorState(sheetRows);
  const isLed = useEditorState((state) => selectedFace(state)?.reference !== undefined);
  const range = useEditorState(sheetStrengthRange);
  const isRunning = useEditorState((state) => state.saving.running !== undefined);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [text, setText] = useState(FIRST_STRENGTHS);
  const [cell, setCell] = useState<(typeof CELLS)[number]['value']>('256');
  const { strengths, problem } = read(text, range);
  const rows = known.filter(({ id }) => !left.has(id));
  const canSave = rows.length > 0 && problem === '';
  const close = (): void => {
    cancelSave(editor);
    showDialog(editor, undefined);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (canSave) void saveContactSheet(editor, { rows, strengths, cellPx: Number(cell), stem });
  };
  const size = canSave && sheetSize({ rows: rows.map(({ title }) => title), columns: sheetColumns(strengths), cellPx: Number(cell) });
  return (
    <DialogFrame title={dialogsText().contactSheet} description={dialogsText().sheetHint} isWide onClose={close}>
      <form className={styles['form']} onSubmit={submit}>
        <fieldset className={styles['rows']} disabled={isRunning}>
          <legend className={styles['label']}>{dialogsText().rows}</legend>
          {known.map(({ id, title }) => (
            <label key={id} className={styles['check']}>
              <input
                type="checkbox" checked={!left.has(id)}
                onChange={(event) => { setLeft(new Set(event.currentTarget.checked ? [...left].filter((other) => other !== id) : [...left, id])); }}
              />
              {title}
            </label>
          ))}
        </fieldset>
        <label className={styles['field']}>
          <span className={styles['label']}>{dialogsText().strengths}</span>
          <span className={styles['name']}>
            <input className={styles['input']} value={text} disabled={isRunning} aria-invalid={problem !== ''} autoComplete="off" spellCheck={false} onChange={(event) => { setText(event.currentTarget.value); }} />
          </span>
          <span className={problem === '' ? styles['hint'] : styles['bad']}>{problem === '' ? dialogsText().columnEach : problem}</span>
        </label>
        <div className={styles['field']}>
          <span className={styles['label']}>{dialogsText().eachPicture}</span>
          <Segmented label={dialogsText().eachPicture} value={cell} options={CELLS} isDisabled={isRunning} onChange={setCell} />
          {size && <span className={styles['hint']}>{dialogsText().inAll({ width: size.widthPx, height: size.heightPx })}</span>}
        </div>
        {canSave && (
          <SheetPreview
            of={JSON.stringify({ rows, strengths })} alt={dialogsText().sheetAsSaved}
            make={(signal) => previewContactSheet(editor, { rows, strengths, cellPx: PREVIEW_CELL_PX }, signal)}
          />
        )}
        <SaveFooter title={dialogsText().savePng} canSave={canSave} obstacle={known.length > 0 ? '' : isLed ? dialogsText().followsReference : dialogsText().readingFace} onClose={close} />
      </form>
    </DialogFrame>
  );
}
