import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SheetCell } from '../../../src/bridge/draw-contact-sheet.ts';
import { cellRegion, layoutSheet } from '../../../src/core/contact-sheet.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { cancelSave } from '../../../src/state/commands/save-to-file.ts';
import { saveContactSheet } from '../../../src/state/commands/save-contact-sheet.ts';
import { variedEdit } from '../../../src/edit/edit-kinds.ts';
import { sheetRows, parseSheetStrengths } from '../../../src/state/contact-sheet.ts';
import { bitmap, editorWithPicture, NAMED_MANIFEST, patchesOf, settle, type Bench } from './engine-double.ts';

afterEach(() => { vi.unstubAllGlobals(); });

/** A canvas that notes what is drawn where. */
function canvasDouble() {
  const drawn: (SheetCell & { readonly row: number; readonly column: number })[] = [];
  const create = () => ({ widthPx: 10, heightPx: 20, draw: (row: number, column: number, cell: SheetCell) => { drawn.push({ row, column, ...cell }); }, toPng: () => Promise.resolve(new Blob(['png'])) });
  return { drawn, create };
}

async function answerAll({ engine }: Bench, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await vi.waitFor(() => { expect(engine.rendersApart).toHaveLength(i + 1); });
    const call = engine.rendersApart[i]!;
    // At its source's value a face is the photo's own.
    const [face] = call.request.faces;
    const isSource = face?.edit.kind === 'attributes' && face.edit.levels.every((level, j) => face.edit.kind === 'attributes' && level === face.edit.sourceValues[j]);
    await call.answer(patchesOf(call.request).map((patch) => ({ ...patch, bitmap: isSource ? undefined : patch.bitmap })));
  }
}

describe('a contact sheet', () => {
  it('asks for every attribute at every strength from its source, what else is set staying, and saves it', async () => {
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', { createElement: () => ({ click: () => undefined }) });
    vi.stubGlobal('URL', { createObjectURL: () => 'blob:', revokeObjectURL: () => undefined });
    const bench = await editorWithPicture();
    setLevel(bench.editor, 'age', 0.25);
    expect(sheetRows(bench.editor.store.getState()).map(({ title }) => title)).toEqual(['Smile: smiling', 'Age: young']);
    expect(sheetRows(bench.editor.store.getState())[0]).toBe(sheetRows(bench.editor.store.getState())[0]);
    const { drawn, create } = canvasDouble();
    const saving = saveContactSheet(bench.editor, { rows: sheetRows(bench.editor.store.getState()), strengths: [0, 1], cellPx: 128, stem: 'one-contact-sheet' }, create);
    await answerAll(bench, 4);
    await saving;
    expect(bench.engine.rendersApart.map(({ request }) => request.faces[0]?.edit)).toEqual([
      { kind: 'attributes', sourceValues: [0, 1], levels: [0, 0.25] }, { kind: 'attributes', sourceValues: [0, 1], levels: [1, 0.25] },
      // From its source, old, to young.
      { kind: 'attributes', sourceValues: [0, 1], levels: [0, 1] }, { kind: 'attributes', sourceValues: [0, 1], levels: [0, 0] },
    ]);
    expect(drawn.map(({ row, column, patches }) => [row, column, patches.length > 0])).toEqual([[0, 0, false], [0, 1, true], [0, 2, true], [1, 0, false], [1, 1, false], [1, 2, true]]);
    expect(bench.editor.store.getState().saving.running).toBeUndefined();
    expect(bench.editor.store.getState().notices.list.at(-1)?.title).toBe('Saved one-contact-sheet.png');
  });

  it('stops when cancelled, and asks for no more', async () => {
    const bench = await editorWithPicture();
    const { create } = canvasDouble();
    const saving = saveContactSheet(bench.editor, { rows: sheetRows(bench.editor.store.getState()), strengths: [0, 1], cellPx: 128, stem: 'x' }, create);
    await settle();
    cancelSave(bench.editor);
    await saving;
    expect(bench.engine.rendersApart).toHaveLength(1);
    expect(bench.editor.store.getState().saving.running).toBeUndefined();
  });

  it('has a row for every other domain of a model with domains', async () => {
    const bench = await editorWithPicture(300, 300, NAMED_MANIFEST);
    expect(sheetRows(bench.editor.store.getState()).map(({ id }) => id)).toEqual(['dog', 'wild']);
    expect(variedEdit({ kind: 'domain', source: 0, target: 1, strength: 0 }, NAMED_MANIFEST, 'wild', 0.5)).toEqual({ kind: 'domain', source: 0, target: 2, strength: 0.5 });
  });

  it('reads levels as people write them, and refuses what no model takes', () => {
    expect(parseSheetStrengths('-50, 0,50 %; 100 −25', [-0.5, 1.5])).toEqual([-0.5, 0, 0.5, 1, -0.25]);
    for (const [text, received] of [['', '0 of them'], ['200', '“200”'], ['0, much', '“much”'], [Array(13).fill('0').join(), '13 of them']] as const) {
      expect(() => parseSheetStrengths(text, [-0.5, 1.5])).toThrow(received);
    }
  });

  it('shows a square that stays within the picture', () => {
    const square = { centreXPx: 20, centreYPx: 100, sidePx: 100, rotationRad: 0 };
    const region = cellRegion({ widthPx: 400, heightPx: 200 }, square);
    expect([region.xPx, region.yPx, region.widthPx, region.heightPx].map((value) => Number(value.toFixed(6)))).toEqual([0, 42.5, 115, 115]);
    expect(cellRegion({ widthPx: 100, heightPx: 80 }, square)).toMatchObject({ xPx: 0, yPx: 0, widthPx: 80 });
  });

  it('lays cells out without overlap, inside the sheet', () => {
    const { cells, widthPx, heightPx } = layoutSheet({ rows: ['Smile', 'A very long name of it'], columns: ['Original', '0 %', '100 %'], cellPx: 128 });
    expect(cells[0]![1]!.xPx).toBeGreaterThanOrEqual(cells[0]![0]!.xPx + 128);
    expect(cells[1]![0]!.yPx).toBeGreaterThanOrEqual(cells[0]![0]!.yPx + 128);
    expect(cells[1]![2]!.xPx + 128).toBeLessThan(widthPx);
    expect(cells[1]![2]!.yPx + 128).toBeLessThan(heightPx);
  });
});

it('frees every patch it was given', async () => {
  const bench = await editorWithPicture();
  const { create } = canvasDouble();
  const given = bitmap();
  const saving = saveContactSheet(bench.editor, { rows: [{ id: 'smile', title: 'Smile' }], strengths: [1], cellPx: 128, stem: 'x' }, create);
  await settle();
  await bench.engine.rendersApart[0]!.answer([{ ...patchesOf(bench.engine.rendersApart[0]!.request)[0]!, bitmap: given }]);
  cancelSave(bench.editor);
  await saving;
  expect(given.isClosed).toBe(true);
});
