import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { resetAll, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { setDetail } from '../../../src/state/commands/edit-detail.ts';
import { dragSquare } from '../../../src/state/commands/edit-square.ts';
import { undo } from '../../../src/state/commands/history.ts';
import { setStageSize, zoomBy, zoomToActual, zoomToFit } from '../../../src/state/commands/view.ts';
import { DRAFT_SIDE_PX } from '../../../src/state/effects/render-document.ts';
import { engineState, paintablePatches } from '../../../src/state/selectors.ts';
import { editorWithPicture, last, onlyFace, open, patchesOf, settle, type Bench, type BitmapDouble } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const shown = () => state().render.shown;
const bitmapShown = () => shown()?.patches[0]?.patch.bitmap;
const sizeOf = ({ request }: Bench['engine']['renders'][number]) => request.wanted[0]?.maxSidePx;

/** Answers a call with a patch, and hands the patch's bitmap on. */
async function answer(call: Bench['engine']['renders'][number]): Promise<ImageBitmap & BitmapDouble> {
  const patches = patchesOf(call.request);
  await call.answer(patches);
  return patches[0]!.bitmap;
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

describe('rendering', () => {
  it('asks nothing of the engine while nothing is changed, and counts as painted', async () => {
    bench = await editorWithPicture();
    expect(bench.engine.renders).toHaveLength(0);
    expect(shown()).toMatchObject({ pictureId: 'one', patches: [], isSettled: true, revision: state().render.revision });
    expect(engineState(state())).toBe('ready');
  });

  it('renders a small face once, at its own size', async () => {
    bench = await editorWithPicture(300, 300);
    setLevel(bench.editor, 'smile', 1);
    expect(engineState(state())).toBe('busy');
    vi.advanceTimersByTime(1000);
    expect(bench.engine.renders.map(sizeOf)).toEqual([300]);
    expect(bench.engine.renders[0]?.request).toMatchObject({ pictureId: 'one', detail: 0, faces: [{ edit: { kind: 'attributes', sourceValues: [0, 1], levels: [1, 1] } }] });
    await answer(last(bench.engine.renders));
    expect(engineState(state())).toBe('ready');
    expect(state().render.lastTiming?.totalMs).toBe(5);
  });

  it('renders a large face small at once, and as large as it is shown when it rests', async () => {
    bench = await editorWithPicture(3000, 3000);
    for (const level of [0.1, 0.2, 0.3]) {
      setLevel(bench.editor, 'smile', level);
      vi.advanceTimersByTime(50);
    }
    expect(bench.engine.renders.map(sizeOf)).toEqual([DRAFT_SIDE_PX, DRAFT_SIDE_PX, DRAFT_SIDE_PX]);
    const draft = await answer(last(bench.engine.renders));
    expect(shown()?.isSettled).toBe(false);
    expect(engineState(state())).toBe('busy');
    vi.advanceTimersByTime(500);
    expect(sizeOf(last(bench.engine.renders))).toBe(1024);
    await answer(last(bench.engine.renders));
    expect(shown()?.isSettled).toBe(true);
    expect(draft.isClosed).toBe(true);
    expect(engineState(state())).toBe('ready');
  });

  it('drops a draft that comes after the full size of the same revision', async () => {
    bench = await editorWithPicture(3000, 3000);
    setLevel(bench.editor, 'smile', 0.5);
    vi.advanceTimersByTime(500);
    const [draft, settled] = bench.engine.renders;
    const full = await answer(settled!);
    const late = await answer(draft!);
    expect(late.isClosed).toBe(true);
    expect(full.isClosed).toBe(false);
    expect(bitmapShown()).toBe(full);
  });

  it('never goes back to an older revision', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    setLevel(bench.editor, 'smile', 0.9);
    const [older, newer] = bench.engine.renders;
    await answer(newer!);
    const late = await answer(older!);
    expect(late.isClosed).toBe(true);
    expect(shown()?.revision).toBe(state().render.revision);
  });

  it('shows frames of a drag under way, then the last one', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    setLevel(bench.editor, 'smile', 0.9);
    const [first, second] = bench.engine.renders;
    const early = await answer(first!);
    expect(bitmapShown()).toBe(early);
    expect(engineState(state())).toBe('busy');
    await answer(second!);
    expect(early.isClosed).toBe(true);
    expect(engineState(state())).toBe('ready');
  });

  it('shows the untouched picture at once when everything is taken back, whatever is still running', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    resetAll(bench.editor);
    expect(shown()?.patches).toEqual([]);
    const late = await answer(last(bench.engine.renders));
    expect(late.isClosed).toBe(true);
    expect(shown()?.patches).toEqual([]);
    expect(engineState(state())).toBe('ready');
  });

  it('drops a render of a picture that was replaced meanwhile', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    const old = last(bench.engine.renders);
    await open(bench, 'two', 300, 300);
    const late = await answer(old);
    expect(late.isClosed).toBe(true);
    expect(shown()).toMatchObject({ pictureId: 'two', patches: [] });
  });

  it('paints nothing of another square, and waits for the analysis of the new one', async () => {
    bench = await editorWithPicture(480, 400);
    setLevel(bench.editor, 'smile', 1);
    await answer(last(bench.engine.renders));
    const renders = bench.engine.renders.length;
    const analyses = bench.engine.analyses.length;
    bench.editor.history.begin('square');
    for (const dx of [10, 20, 30]) dragSquare(bench.editor, onlyFace(bench).square, dx, 0);
    vi.advanceTimersByTime(2000);
    expect(paintablePatches(state())).toEqual([]);
    expect(bench.engine.analyses).toHaveLength(analyses);
    bench.editor.history.end();
    vi.advanceTimersByTime(2000);
    expect(bench.engine.analyses).toHaveLength(analyses + 1);
    expect(bench.engine.renders).toHaveLength(renders);
    await last(bench.engine.analyses).answer({ logits: [-2, 3] });
    expect(bench.engine.renders).toHaveLength(renders + 1);
    expect(last(bench.engine.renders).request.faces[0]?.square).toBe(onlyFace(bench).square);
    await answer(last(bench.engine.renders));
    expect(paintablePatches(state())[0]?.patch.bitmap).toBeDefined();
  });

  it('renders when the analysis answers while the face frame is held without a move', async () => {
    bench = await editorWithPicture(480, 400);
    setLevel(bench.editor, 'smile', 1);
    await answer(last(bench.engine.renders));
    dragSquare(bench.editor, onlyFace(bench).square, 10, 0);
    vi.advanceTimersByTime(500);
    const renders = bench.engine.renders.length;
    bench.editor.history.begin('square');
    await last(bench.engine.analyses).answer({ logits: [-2, 3] });
    bench.editor.history.end();
    vi.advanceTimersByTime(500);
    expect(bench.engine.renders).toHaveLength(renders + 1);
    await answer(last(bench.engine.renders));
    expect(engineState(state())).toBe('ready');
  });

  it('renders anew for the detail, an undo and a restarted engine', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 1);
    setDetail(bench.editor, 0.7);
    expect(last(bench.engine.renders).request.detail).toBe(0.7);
    undo(bench.editor);
    expect(last(bench.engine.renders).request.detail).toBe(0);
    const renders = bench.engine.renders.length;
    bench.engine.emit({ type: 'restarted', reason: 'It hung.' });
    await last(bench.engine.analyses).answer({ logits: [-2, 3] });
    expect(bench.engine.renders.length).toBeGreaterThan(renders);
    expect(last(bench.engine.renders).request.faces[0]?.edit).toMatchObject({ levels: [1, 1] });
    expect(state().notices.list).toMatchObject([{ kind: 'info', detail: 'It hung.' }]);
  });

  it('says when a render fails, keeps what is shown and the edit, and goes on', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    const good = await answer(last(bench.engine.renders));
    setLevel(bench.editor, 'smile', 0.8);
    await last(bench.engine.renders).fail(new AppError({ code: 'out-of-memory', message: 'Expected memory but received none.' }));
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not render the edit', detail: 'The browser has no memory left for this picture.', details: 'Expected memory but received none. (out-of-memory)' }]);
    expect(bitmapShown()).toBe(good);
    expect(onlyFace(bench).levels['smile']).toBe(0.8);
    expect(engineState(state())).toBe('ready');
    setLevel(bench.editor, 'smile', 0.9);
    await answer(last(bench.engine.renders));
    expect(shown()?.revision).toBe(state().render.revision);
  });

  it('is quiet about a render that a newer one replaced', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    await last(bench.engine.renders).answer(undefined);
    expect(state().notices.list).toEqual([]);
    expect(engineState(state())).toBe('busy');
    await settle();
  });
});

describe('the size of a settled render', () => {
  const sizes = () => bench.engine.renders.map(sizeOf);
  const answerAll = async () => { for (const call of [...bench.engine.renders]) await answer(call); };

  it('is that of the face on the stage, in steps, and never finer than the preview beside it', async () => {
    bench = await editorWithPicture(6000, 4000);
    // The face takes 3,200 px; fitted 960/6000, it shows as 512.
    setLevel(bench.editor, 'smile', 1);
    vi.advanceTimersByTime(500);
    expect(sizes()).toEqual([DRAFT_SIDE_PX, 512]);
    await answerAll();
    zoomToActual(bench.editor);
    vi.advanceTimersByTime(500);
    expect(last(sizes())).toBe(Math.ceil(3200 * 2048 / 6000));
  });

  it('grows with the zoom, without a small stand-in, and is busy until it is painted', async () => {
    bench = await editorWithPicture(2000, 2000);
    setStageSize(bench.editor, { widthPx: 500, heightPx: 500, pixelRatio: 1 });
    setLevel(bench.editor, 'smile', 1);
    vi.advanceTimersByTime(500);
    await answerAll();
    expect(sizes()).toEqual([DRAFT_SIDE_PX, 512]);
    zoomBy(bench.editor, 1.05);
    vi.advanceTimersByTime(500);
    expect(sizes()).toHaveLength(2);
    for (let i = 0; i < 4; i++) zoomBy(bench.editor, 1.3);
    expect(engineState(state())).toBe('busy');
    expect(paintablePatches(state())).toHaveLength(1);
    vi.advanceTimersByTime(500);
    expect(sizes()).toEqual([DRAFT_SIDE_PX, 512, 1536]);
    await answer(last(bench.engine.renders));
    expect(engineState(state())).toBe('ready');
    zoomToFit(bench.editor);
    zoomBy(bench.editor, 3);
    vi.advanceTimersByTime(500);
    expect(sizes()).toHaveLength(3);
  });

  it('grows with the stage, and asks for nothing while nothing is changed', async () => {
    bench = await editorWithPicture(2000, 2000);
    setStageSize(bench.editor, { widthPx: 2500, heightPx: 2500, pixelRatio: 2 });
    zoomToActual(bench.editor);
    vi.advanceTimersByTime(500);
    expect(sizes()).toEqual([]);
    expect(engineState(state())).toBe('ready');
    zoomToFit(bench.editor);
    setStageSize(bench.editor, { widthPx: 1000, heightPx: 1000, pixelRatio: 2 });
    setLevel(bench.editor, 'smile', 1);
    vi.advanceTimersByTime(500);
    await answerAll();
    setStageSize(bench.editor, { widthPx: 1900, heightPx: 1900, pixelRatio: 2 });
    vi.advanceTimersByTime(500);
    expect(sizes()).toEqual([DRAFT_SIDE_PX, 1024, 2000]);
  });
});
