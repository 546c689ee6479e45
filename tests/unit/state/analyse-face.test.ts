import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { nudgeSquare } from '../../../src/state/commands/edit-square.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { attributeLevel, sourceStatus } from '../../../src/state/face-selectors.ts';
import { engineState } from '../../../src/state/selectors.ts';
import { editorWithModel, editorWithPicture, last, loaded, onlyEdit, onlyFace, open, type Bench } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

describe('analysis', () => {
  it('runs once for a run of nudges, and shows the last values meanwhile', async () => {
    bench = await editorWithPicture(800, 600);
    for (let i = 0; i < 5; i++) nudgeSquare(bench.editor, 0.01, 0);
    expect(bench.engine.analyses).toHaveLength(1);
    expect(onlyEdit(bench)).toBeUndefined();
    expect(sourceStatus(state(), 'smile')?.detected).toBe(0);
    vi.advanceTimersByTime(500);
    expect(bench.engine.analyses).toHaveLength(2);
    await last(bench.engine.analyses).answer({ logits: [4, 3] });
    expect(attributeLevel(state(), 'smile')).toEqual({ source: 1, level: 1 });
  });

  it('cancels an analysis that the next one makes useless', async () => {
    bench = await editorWithModel();
    await open(bench, 'one', 800, 600);
    nudgeSquare(bench.editor, 0.1, 0);
    expect(bench.engine.analyses[0]?.signal?.aborted).toBe(true);
    vi.advanceTimersByTime(500);
    await last(bench.engine.analyses).answer({ logits: [1, 1] });
    expect(state().faces.analyses[onlyFace(bench).id]?.logits).toEqual([1, 1]);
    expect(state().notices.list).toEqual([]);
  });

  it('says when it fails, lets nothing wait for it, and tries again with the next square', async () => {
    bench = await editorWithModel();
    await open(bench, 'one', 800, 600);
    expect(engineState(state())).toBe('busy');
    await last(bench.engine.analyses).fail(new AppError({ code: 'engine-hung', message: 'Expected an answer but received none.' }));
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not read the face' }]);
    expect(engineState(state())).toBe('ready');
    nudgeSquare(bench.editor, 0.1, 0);
    vi.advanceTimersByTime(500);
    await last(bench.engine.analyses).answer({ logits: [1, 1] });
    expect(onlyEdit(bench)).toBeDefined();
  });

  it('takes what a bundle without a classifier cannot tell as off', async () => {
    bench = await editorWithModel();
    await open(bench, 'one', 500, 500);
    await last(bench.engine.analyses).answer({ logits: [] });
    expect(sourceStatus(state(), 'smile')).toMatchObject({ source: 0, detected: undefined });
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [0, 0], levels: [0, 0] });
  });
});

describe('the model', () => {
  it('reports bytes, and is retried after a failure', async () => {
    bench = await editorWithModel();
    void loadDefaultModel(bench.editor);
    last(bench.engine.loads).onProgress?.({ stage: 'model', doneBytes: 3, totalBytes: 9, elapsedMs: 5, flavour: 'wasm' });
    expect(state().engine.loading?.progress).toEqual({ stage: 'model', doneBytes: 3, totalBytes: 9, elapsedMs: 5, flavour: 'wasm' });
    await last(bench.engine.loads).fail(new AppError({ code: 'bundle-hash-mismatch', message: 'Expected the sum a but received b.', recovery: 'Get it again.' }));
    expect(state().engine.loading).toBeUndefined();
    expect(state().engine.loaded?.modelId).toBe('test');
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not load the model “Test”', detail: 'A file of the model is damaged or was changed. Get it again.', details: 'Expected the sum a but received b. (bundle-hash-mismatch)' }]);
  });

  it('that could not be loaded leaves picture and edit alone; one that could is used for them', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.5);
    const before = state();
    void loadDefaultModel(bench.editor);
    await last(bench.engine.loads).fail(new AppError({ code: 'bundle-missing-file', message: 'Expected decoder.onnx but received 404.' }));
    expect(state().document).toBe(before.document);
    expect(state().render.shown).toBe(before.render.shown);
    void loadDefaultModel(bench.editor);
    await last(bench.engine.loads).answer(loaded({ ...before.engine.loaded!.bundle.manifest }));
    expect(bench.engine.analyses).toHaveLength(2);
    await last(bench.engine.analyses).answer({ logits: [-2, -2] });
    expect(onlyEdit(bench)).toEqual({ kind: 'attributes', sourceValues: [0, 0], levels: [0.5, 0] });
  });

  it('says when the backend changed, and asks for nothing again because of it', async () => {
    bench = await editorWithPicture();
    bench.engine.emit({ type: 'backend', backend: { kind: 'webgpu', threads: 1, reason: 'The GPU came back.', selfCheckError: 0 } });
    expect(state().engine.loaded?.bundle.backend.kind).toBe('webgpu');
    expect(state().notices.list).toMatchObject([{ title: 'Now running on WebGPU.', detail: 'The GPU came back.' }]);
    expect(bench.engine.analyses).toHaveLength(1);
  });
});
