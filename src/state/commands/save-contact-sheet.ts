import { createSheetCanvas } from '../../bridge/draw-contact-sheet.ts';
import { variedEdit } from '../../edit/edit-kinds.ts';
import type { Editor } from '../editor.ts';
import { manifestOf, selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';
import { formatPercent } from '../format.ts';
import { cellRegion, type SheetRow } from '../contact-sheet.ts';
import { makeAndSave } from './save-to-file.ts';
import { saveName } from './save-picture.ts';

export interface ContactSheetOptions {
  readonly rows: readonly SheetRow[];
  /** Columns, after one with the face as it came. */
  readonly levels: readonly number[];
  readonly cellPx: number;
  /** Without extension. */
  readonly stem: string;
}

/** Titles of a contact sheet's columns. */
export function sheetColumns(levels: readonly number[]): readonly string[] {
  return ['Original', ...levels.map(formatPercent)];
}

/** Renders the selected face at every level of every row, and saves it as one PNG with labels. */
export async function saveContactSheet(editor: Editor, { rows, levels, cellPx, stem }: ContactSheetOptions, createCanvas = createSheetCanvas): Promise<void> {
  const { store, engine } = editor;
  const state = store.getState();
  const { picture: { open }, document: { detail }, saving } = state;
  const face = selectedFace(state);
  const task = face && taskOf(state, face);
  const manifest = manifestOf(state);
  if (!open || !task || !manifest || saving.running) return;
  const { pictureId } = open;
  await makeAndSave(editor, saveName({ stem, format: 'png' }), async (signal) => {
    const canvas = createCanvas({ rows: rows.map(({ title }) => title), columns: sheetColumns(levels), cellPx }, open);
    const region = cellRegion(open, task.square);
    for (const [y, { id }] of rows.entries()) {
      canvas.draw(y, 0, { region, patch: undefined });
      for (const [x, level] of levels.entries()) {
        const edited = { ...task, edit: variedEdit(task.edit, manifest, id, level) };
        // A patch is at most the square's bounding box; the cell shows a little more than the square.
        const [patch] = await engine.renderApart({ pictureId, faces: [edited], wanted: [{ face: 0, maxSidePx: 2 * cellPx }], detail }, { signal });
        const { rect, bitmap } = patch ?? {};
        canvas.draw(y, 1 + x, { region, patch: rect && bitmap && { rect, bitmap } });
        bitmap?.close();
      }
    }
    return { mimeType: 'image/png', widthPx: canvas.widthPx, heightPx: canvas.heightPx, blob: await canvas.toPng() };
  });
}
