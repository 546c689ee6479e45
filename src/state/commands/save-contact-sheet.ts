import { createSheetCanvas, type SheetCanvas } from '../../bridge/draw-contact-sheet.ts';
import { AppError } from '../../core/app-error.ts';
import { cellRegion } from '../../core/contact-sheet.ts';
import { variedEdit } from '../../edit/edit-kinds.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { manifestOf, selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';
import { formatPercent } from '../format.ts';
import type { SheetRow } from '../contact-sheet.ts';
import { makeAndSave } from './save-to-file.ts';
import { saveName } from './save-picture.ts';

/** What a contact sheet of the selected face is made of. */
export interface SheetOptions {
  readonly rows: readonly SheetRow[];
  /** Columns, after one with the face as it came: how far from the source. */
  readonly strengths: readonly number[];
  readonly cellPx: number;
}

/** Titles of a contact sheet's columns. */
export function sheetColumns(strengths: readonly number[]): readonly string[] {
  return [saysText().original, ...strengths.map(formatPercent)];
}

/**
 * Renders the selected face at every strength of every row.
 * @throws AppError `not-ready`, AbortError once the signal is aborted
 */
async function renderSheet({ store, engine }: Editor, { rows, strengths, cellPx }: SheetOptions, signal: AbortSignal, createCanvas: typeof createSheetCanvas): Promise<SheetCanvas> {
  const state = store.getState();
  const { picture: { open }, document: { detail } } = state;
  const face = selectedFace(state);
  const task = face && taskOf(state, face);
  const manifest = manifestOf(state);
  if (!open || !task || !manifest) {
    throw new AppError({ code: 'not-ready', message: 'Expected the face to be read but it is still at work.', recovery: saysText().waitAgain });
  }
  const canvas = createCanvas({ rows: rows.map(({ title }) => title), columns: sheetColumns(strengths), cellPx }, open);
  const region = cellRegion(open, task.square);
  for (const [y, { id }] of rows.entries()) {
    canvas.draw(y, 0, { region, patches: [] });
    for (const [x, strength] of strengths.entries()) {
      const edited = { ...task, edit: variedEdit(task.edit, manifest, id, strength) };
      // A patch is at most the square's bounding box; the cell shows a little more than the square.
      const [patch] = await engine.renderApart({ pictureId: open.pictureId, faces: [edited], wanted: [{ face: 0, maxSidePx: 2 * cellPx }], detail }, { signal });
      const { rect, bitmap } = patch ?? {};
      canvas.draw(y, 1 + x, { region, patches: rect && bitmap ? [{ rect, bitmap }] : [] });
      bitmap?.close();
    }
  }
  return canvas;
}

/** The sheet as it will be, in small. */
export async function previewContactSheet(editor: Editor, options: SheetOptions, signal: AbortSignal): Promise<Blob> {
  return (await renderSheet(editor, options, signal, createSheetCanvas)).toPng();
}

/** Saves the sheet as one PNG with labels; `stem` is its name without extension. */
export async function saveContactSheet(editor: Editor, { stem, ...options }: SheetOptions & { readonly stem: string }, createCanvas = createSheetCanvas): Promise<void> {
  if (editor.store.getState().saving.running) return;
  await makeAndSave(editor, saveName({ stem, format: 'png' }), async (signal) => {
    const canvas = await renderSheet(editor, options, signal, createCanvas);
    return { mimeType: 'image/png', widthPx: canvas.widthPx, heightPx: canvas.heightPx, blob: await canvas.toPng() };
  });
}
