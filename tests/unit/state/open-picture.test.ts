import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { openFiles, openPicture, openSample } from '../../../src/state/commands/open-picture.ts';
import { engineState } from '../../../src/state/selectors.ts';
import { bitmap, editorWithModel, editorWithPicture, last, open, settle, type BitmapDouble, type Bench } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const notices = () => state().notices.list;

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  bench.editor.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('opening', () => {
  it('leaves picture, edit and history alone when a file cannot be read', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    const before = state();
    void openPicture(bench.editor, new Blob([]), 'empty.jpg');
    await settle();
    expect(state().picture.opening?.name).toBe('empty.jpg');
    await last(bench.engine.openings).fail(new AppError({ code: 'picture-empty', message: 'Expected a picture but received 0 bytes.', recovery: 'Choose another file.' }));
    expect(notices()).toMatchObject([{ kind: 'error', title: 'Could not open “empty.jpg”', detail: 'The file is empty. Choose another file.', details: 'Expected a picture but received 0 bytes. (picture-empty)' }]);
    expect(state().document).toBe(before.document);
    expect(state().picture).toEqual({ ...before.picture, opening: undefined });
    expect(bench.editor.store.temporal.getState().pastStates).toHaveLength(1);
  });

  it('frees the picture before and what was rendered of it', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 1);
    const patch = { rect: { xPx: 0, yPx: 0, widthPx: 5, heightPx: 5 }, bitmap: bitmap(), cosine: 0, timing: { decoderMs: 1, compositeMs: 1, totalMs: 1 } };
    await last(bench.engine.renders).answer([patch]);
    const preview = state().picture.open!.preview as ImageBitmap & BitmapDouble;
    await open(bench, 'two', 100, 100);
    expect(bench.engine.closed).toEqual(['one']);
    expect([preview.isClosed, patch.bitmap.isClosed]).toEqual([true, true]);
    expect(state().render.shown).toMatchObject({ pictureId: 'two', patches: [] });
  });

  it('keeps only the newest of two openings, and closes a late one', async () => {
    bench = await editorWithModel();
    void openPicture(bench.editor, new Blob(['1']), 'slow.jpg');
    await settle();
    const slow = last(bench.engine.openings);
    await open(bench, 'fast', 100, 100);
    expect(slow.signal?.aborted).toBe(true);
    expect(state().picture.open?.pictureId).toBe('fast');
    expect(notices()).toEqual([]);
  });

  it('says which of several files it took', async () => {
    bench = await editorWithModel();
    void openFiles(bench.editor, [new File(['a'], 'a.jpg'), new File(['b'], 'b.jpg')]);
    await settle();
    expect(notices()).toMatchObject([{ kind: 'info', title: 'Opened the first of 2 files' }]);
    expect(state().picture.opening?.name).toBe('a.jpg');
  });

  it('says what the decoder had to give up', async () => {
    bench = await editorWithModel();
    void openPicture(bench.editor, new Blob(['x']), 'moving.gif');
    await settle();
    await last(bench.engine.openings).answer({ pictureId: 'g', widthPx: 9, heightPx: 9, preview: bitmap(), hasLocation: false, notes: ['First frame of an animation.'] });
    expect(notices()).toMatchObject([{ kind: 'info', title: 'moving.gif', detail: 'First frame of an animation.' }]);
  });

  it('says when a sample is not there', async () => {
    bench = await editorWithModel();
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await openSample(bench.editor, { url: '/samples/x.webp', fileName: 'x.webp' });
    expect(notices()).toMatchObject([{ kind: 'error', title: 'Could not open “x.webp”' }]);
    expect(engineState(state())).toBe('ready');
  });
});
