import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { cancelSave, saveName, savePicture } from '../../../src/state/commands/save-picture.ts';
import { showDialog } from '../../../src/state/commands/view.ts';
import { editorWithPicture, last, settle, type Bench } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const options = { stem: 'one-smile', format: 'jpeg', quality: 0.8 } as const;

/** A file of the browser's save dialog, kept in memory. */
function file(write: (blob: Blob) => Promise<void>) {
  const stream = { write, close: vi.fn(() => Promise.resolve()), abort: vi.fn(() => Promise.resolve()) };
  return { stream, handle: { name: 'chosen.jpg', createWritable: () => Promise.resolve(stream) } };
}

beforeEach(async () => {
  bench = await editorWithPicture();
  setLevel(bench.editor, 'smile', 1);
  showDialog(bench.editor, 'save');
});
afterEach(() => {
  bench.editor.dispose();
  vi.unstubAllGlobals();
});

describe('saving', () => {
  it('asks where first, renders the present edit, writes it, and says how large it is', async () => {
    const written: Blob[] = [];
    const { handle, stream } = file((blob) => { written.push(blob); return Promise.resolve(); });
    const showSaveFilePicker = vi.fn(() => Promise.resolve(handle));
    vi.stubGlobal('window', { showSaveFilePicker });
    const saving = savePicture(bench.editor, options);
    expect(bench.engine.saves).toHaveLength(0);
    await settle();
    expect(showSaveFilePicker).toHaveBeenCalledWith({ suggestedName: 'one-smile.jpg', types: [{ accept: { 'image/jpeg': ['.jpg'] } }] });
    expect(state().saving.running?.phase).toBe('rendering');
    expect(last(bench.engine.saves).request).toEqual({
      pictureId: 'one', mode: 'preserve', format: 'jpeg', quality: 0.8,
      faces: [{ square: state().document.face?.square, edit: { kind: 'attributes', sourceValues: [0, 1], levels: [1, 1] } }],
    });
    await last(bench.engine.saves).answer(new Blob(['x'.repeat(2500)]));
    await saving;
    expect(written.map(({ size }) => size)).toEqual([2500]);
    expect(stream.close).toHaveBeenCalledOnce();
    expect(state().notices.list).toMatchObject([{ kind: 'success', title: 'Saved chosen.jpg', detail: '300 × 300 px, 3 kB' }]);
    expect(state().view.dialog).toBeUndefined();
    expect(state().saving.running).toBeUndefined();
  });

  it('does nothing when the person closes the browser’s dialog', async () => {
    vi.stubGlobal('window', { showSaveFilePicker: () => Promise.reject(new DOMException('closed', 'AbortError')) });
    await savePicture(bench.editor, options);
    expect(bench.engine.saves).toHaveLength(0);
    expect(state().notices.list).toEqual([]);
    expect(state().view.dialog).toBe('save');
  });

  it('can be given up', async () => {
    const { handle } = file(() => Promise.resolve());
    vi.stubGlobal('window', { showSaveFilePicker: () => Promise.resolve(handle) });
    const saving = savePicture(bench.editor, options);
    await settle();
    cancelSave(bench.editor);
    await saving;
    expect(last(bench.engine.saves).signal?.aborted).toBe(true);
    expect(state().notices.list).toEqual([]);
    expect(state().saving.running).toBeUndefined();
  });

  it('says when the disk is full, and leaves the file that was there alone', async () => {
    const { handle, stream } = file(() => Promise.reject(new DOMException('No space left', 'QuotaExceededError')));
    vi.stubGlobal('window', { showSaveFilePicker: () => Promise.resolve(handle) });
    const saving = savePicture(bench.editor, options);
    await settle();
    await last(bench.engine.saves).answer(new Blob(['x']));
    await saving;
    expect(stream.abort).toHaveBeenCalledOnce();
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not save “one-smile.jpg”' }]);
    expect(state().notices.list[0]?.detail).toContain('No space left');
    expect(state().view.dialog).toBe('save');
  });

  it('says when the engine cannot render', async () => {
    const { handle } = file(() => Promise.resolve());
    vi.stubGlobal('window', { showSaveFilePicker: () => Promise.resolve(handle) });
    const saving = savePicture(bench.editor, options);
    await settle();
    await last(bench.engine.saves).fail(new AppError({ code: 'encode-unsupported', message: 'Expected WebP but received PNG.' }));
    await saving;
    expect(state().notices.list).toMatchObject([{ kind: 'error', detail: 'Expected WebP but received PNG.' }]);
  });
});

describe('saveName', () => {
  it('is free of what file systems refuse', () => {
    expect(saveName({ stem: 'a/b:c*?\u0007', format: 'webp' })).toBe('a-b-c---.webp');
    expect(saveName({ stem: '  ', format: 'png' })).toBe('picture.png');
    expect(saveName({ stem: 'Ünïcødé 写真', format: 'jpeg' })).toBe('Ünïcødé 写真.jpg');
  });
});
