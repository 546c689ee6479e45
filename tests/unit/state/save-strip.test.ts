import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SheetCell } from '../../../src/bridge/draw-contact-sheet.ts';
import type { SheetRequest } from '../../../src/core/contact-sheet.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { selectFace } from '../../../src/state/commands/face-list.ts';
import { motionSize, saveStrip } from '../../../src/state/commands/save-strip.ts';
import { cancelSave } from '../../../src/state/commands/save-to-file.ts';
import { stripChoices, sweepOf } from '../../../src/state/strip.ts';
import { analyseAll, editorWithModel, editorWithPicture, NAMED_MANIFEST, open, patchesOf, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

afterEach(() => { vi.unstubAllGlobals(); });

const state = ({ editor }: Bench) => editor.store.getState();
const choiceOf = (bench: Bench, id: string | undefined) => stripChoices(state(bench)).find((choice) => choice.id === id)!;

/** A canvas that notes what is drawn where. */
function canvasDouble() {
  const cells: (SheetCell & { readonly column: number })[] = [];
  const requests: SheetRequest[] = [];
  const create = (request: SheetRequest) => {
    requests.push(request);
    return { widthPx: 10, heightPx: 20, draw: (_: number, column: number, cell: SheetCell) => { cells.push({ column, ...cell }); }, toPng: () => Promise.resolve(new Blob(['png'])) };
  };
  return { cells, requests, create };
}

/** Answers renders as they come. */
async function answerAll({ engine }: Bench, count: number, seen?: () => void): Promise<void> {
  for (let i = 0; i < count; i++) {
    await vi.waitFor(() => { expect(engine.rendersApart).toHaveLength(i + 1); });
    await engine.rendersApart[i]!.answer(patchesOf(engine.rendersApart[i]!.request));
    seen?.();
  }
}

function stubDownload(): void {
  vi.stubGlobal('window', {});
  vi.stubGlobal('document', { createElement: () => ({ click: () => undefined }) });
  vi.stubGlobal('URL', { createObjectURL: () => 'blob:', revokeObjectURL: () => undefined });
}

describe('a strip', () => {
  it('proposes to go from the photo’s own value to the other end, and the whole edit once there is one', async () => {
    const bench = await editorWithPicture();
    expect(stripChoices(state(bench))).toMatchObject([{ id: 'smile', title: 'Smile', proposed: [0, 1], range: [-0.5, 1.5] }, { id: 'age', title: 'Age', proposed: [1, 0] }]);
    expect(stripChoices(state(bench))).toBe(stripChoices(state(bench)));
    setLevel(bench.editor, 'smile', 0.4);
    expect(stripChoices(state(bench)).map(({ id }) => id)).toEqual([undefined, 'smile', 'age']);
    bench.editor.dispose();
  });

  it('renders one attribute at every level, what else is set staying, tells how far it is, and saves it', async () => {
    stubDownload();
    const bench = await editorWithPicture();
    setLevel(bench.editor, 'age', 0.25);
    const { cells, requests, create } = canvasDouble();
    const progress: unknown[] = [];
    bench.editor.store.subscribe(({ saving: { running } }) => { if (running?.phase === 'rendering' && running.progress) progress.push(running.progress.done); });
    const saving = saveStrip(bench.editor, { sweep: sweepOf(choiceOf(bench, 'smile'), [0, 1]), count: 3, sizePx: 128, region: 'face', stem: 'one-smile-strip', title: 'Smile' }, create);
    await answerAll(bench, 3);
    await saving;
    expect(bench.engine.rendersApart.map(({ request }) => request.faces.map(({ edit }) => edit))).toEqual([0, 0.5, 1].map((level) => [{ kind: 'attributes', sourceValues: [0, 1], levels: [level, 0.25] }]));
    expect([requests, progress, cells.map(({ column, patches }) => [column, patches.length])]).toEqual([
      [{ rows: ['Smile'], columns: ['0 %', '50 %', '100 %'], cellPx: 128 }], [1, 2, 3], [[0, 1], [1, 1], [2, 1]],
    ]);
    expect(state(bench).notices.list.at(-1)?.title).toBe('Saved one-smile-strip.png');
    bench.editor.dispose();
  });

  it('goes through the whole edit of every face, from the photo, which needs no render', async () => {
    stubDownload();
    const bench = await editorWithModel();
    await open(bench, 'group', 1200, 600, [faceAt({ centreXPx: 150, centreYPx: 300, sidePx: 200, rotationRad: 0 }), faceAt({ centreXPx: 800, centreYPx: 300, sidePx: 200, rotationRad: 0 })]);
    await analyseAll(bench);
    setLevel(bench.editor, 'smile', 1);
    selectFace(bench.editor, state(bench).document.faces[1]!.id);
    setLevel(bench.editor, 'age', 0.5);
    const { cells, create } = canvasDouble();
    const saving = saveStrip(bench.editor, { sweep: { kind: 'edit' }, count: 3, sizePx: 128, region: 'face', stem: 'x', title: 'Edit' }, create);
    await answerAll(bench, 2);
    await saving;
    const levels = bench.engine.rendersApart.map(({ request }) => request.faces.map(({ edit }) => (edit.kind === 'attributes' ? edit.levels : [])));
    expect(levels).toEqual([[[0.5, 1], [0, 0.75]], [[1, 1], [0, 0.5]]]);
    expect(cells.map(({ patches }) => patches.length)).toEqual([0, 2, 2]);
    expect(motionSize(state(bench), { region: 'picture', sizePx: 255 })).toEqual({ widthPx: 510, heightPx: 256 });
    expect(motionSize({ ...state(bench), picture: { ...state(bench).picture, open: { ...state(bench).picture.open!, widthPx: 20_000, heightPx: 1000 } } }, { region: 'picture', sizePx: 512 })).toEqual({ widthPx: 1280, heightPx: 64 });
    bench.editor.dispose();
  });

  it('moves to another named domain, and stops when cancelled', async () => {
    const bench = await editorWithPicture(300, 300, NAMED_MANIFEST);
    const choice = choiceOf(bench, 'wild');
    const saving = saveStrip(bench.editor, { sweep: sweepOf(choice, [0.5, 1]), count: 4, sizePx: 128, region: 'face', stem: 'x', title: choice.title }, canvasDouble().create);
    await settle();
    expect(bench.engine.rendersApart[0]!.request.faces).toMatchObject([{ edit: { kind: 'domain', target: 2, strength: 0.5 } }]);
    cancelSave(bench.editor);
    await bench.engine.rendersApart[0]!.answer([]);
    await saving;
    expect([bench.engine.rendersApart.length, state(bench).saving.running, state(bench).notices.list]).toEqual([1, undefined, []]);
    bench.editor.dispose();
  });
});
