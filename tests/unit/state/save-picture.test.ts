import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { cancelSave, saveReady } from '../../../src/state/commands/save-to-file.ts';
import { saveName, savePicture } from '../../../src/state/commands/save-picture.ts';
import { showDialog } from '../../../src/state/commands/view.ts';
import { editorWithPicture, last, onlyFace, settle, type Bench } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const options = { stem: 'one-smile', format: 'jpeg', quality: 0.8, metadata: { keepsMetadata: true, keepsLocation: false, saysAi: true } } as const;

/** A file on a disk, and a browser that asks for it: as in Chromium, picking empties the file, and writing goes to a copy until it is closed. */
class BrowserDouble {
  contents = 'the original';
  isActive = true;
  readonly writes: string[] = [];
  /** Runs before a chunk is written; throws to say that the disk is full. */
  beforeWrite: () => void | Promise<void> = () => undefined;
  readonly answers: { readonly pick: () => Promise<void>; readonly dismiss: () => Promise<void> }[] = [];
  readonly showSaveFilePicker = vi.fn(() => new Promise<unknown>((resolve, reject) => {
    if (!this.isActive) { reject(new DOMException('Must be handling a user gesture', 'SecurityError')); return; }
    this.isActive = false;
    this.answers.push({
      pick: async () => {
        this.contents = '';
        resolve({ name: 'chosen.jpg', createWritable: () => Promise.resolve(this.#writable()) });
        await settle();
      },
      dismiss: async () => { reject(new DOMException('closed', 'AbortError')); await settle(); },
    });
  }));

  #writable(): WritableStream<Uint8Array> {
    let copy = '';
    return new WritableStream({
      write: async (chunk) => {
        await this.beforeWrite();
        copy += new TextDecoder().decode(chunk);
      },
      close: () => { this.contents = copy; this.writes.push(copy); },
    });
  }
}

let browser: BrowserDouble;

/** The answer to the browser's dialog that is open. */
const dialog = () => last(browser.answers);

beforeEach(async () => {
  browser = new BrowserDouble();
  vi.stubGlobal('window', { showSaveFilePicker: browser.showSaveFilePicker });
  vi.stubGlobal('navigator', { userActivation: { get isActive() { return browser.isActive; } } });
  bench = await editorWithPicture();
  setLevel(bench.editor, 'smile', 1);
  showDialog(bench.editor, 'save');
});
afterEach(() => {
  bench.editor.dispose();
  vi.unstubAllGlobals();
});

describe('saving', () => {
  it('renders the present edit, only then asks where, writes it, and says how large it is', async () => {
    const saving = savePicture(bench.editor, options);
    await settle();
    expect(browser.showSaveFilePicker).not.toHaveBeenCalled();
    expect(state().saving.running?.phase).toBe('rendering');
    expect(last(bench.engine.saves).request).toEqual({
      pictureId: 'one', detail: 0, format: 'jpeg', quality: 0.8, metadata: options.metadata,
      faces: [{ square: onlyFace(bench).square, oval: onlyFace(bench).found?.oval, edit: { kind: 'attributes', sourceValues: [0, 1], levels: [1, 1] } }],
    });
    await last(bench.engine.saves).answer(new Blob(['x'.repeat(2500)]));
    expect(browser.showSaveFilePicker).toHaveBeenCalledExactlyOnceWith({ suggestedName: 'one-smile.jpg', types: [{ accept: { 'image/jpeg': ['.jpg'] } }] });
    await dialog().pick();
    await saving;
    expect(browser.contents).toBe('x'.repeat(2500));
    expect(state().notices.list).toMatchObject([{ kind: 'success', title: 'Saved chosen.jpg', detail: '300 × 300 px, 3 kB' }]);
    expect(state().view.dialog).toBeUndefined();
    expect(state().saving.running).toBeUndefined();
  });

  it('leaves the file alone that would be replaced, when the engine cannot render', async () => {
    const saving = savePicture(bench.editor, options);
    await settle();
    await dialogIfAny();
    await last(bench.engine.saves).fail(new AppError({ code: 'encode-unsupported', message: 'Expected WebP but received PNG.' }));
    await saving;
    expect(browser.contents).toBe('the original');
    expect(state().notices.list).toMatchObject([{ kind: 'error', detail: 'This browser cannot write that format.', details: 'Expected WebP but received PNG. (encode-unsupported)' }]);
    expect(state().saving.running).toBeUndefined();
  });

  it('leaves the file alone that would be replaced, when it is given up while it renders', async () => {
    const saving = savePicture(bench.editor, options);
    await settle();
    await dialogIfAny();
    cancelSave(bench.editor);
    await saving;
    expect(last(bench.engine.saves).signal?.aborted).toBe(true);
    expect(browser.contents).toBe('the original');
    expect(state().notices.list).toEqual([]);
    expect(state().saving.running).toBeUndefined();
  });

  it('waits for a click when the render took longer than the browser remembers the last one', async () => {
    const saving = savePicture(bench.editor, options);
    await settle();
    browser.isActive = false;
    await last(bench.engine.saves).answer(new Blob(['late']));
    await saving;
    expect(state().saving.running).toMatchObject({ phase: 'ready', encoded: { fileName: 'one-smile.jpg', blob: { size: 4 } } });
    expect(browser.showSaveFilePicker).not.toHaveBeenCalled();
    browser.isActive = true;
    const placing = saveReady(bench.editor);
    await dialog().pick();
    await placing;
    expect(browser.contents).toBe('late');
    expect(state().saving.running).toBeUndefined();
    expect(bench.engine.saves).toHaveLength(1);
  });

  it('keeps what is rendered when the person closes the browser’s dialog, until they cancel', async () => {
    const saving = savePicture(bench.editor, options);
    await last(bench.engine.saves).answer(new Blob(['kept']));
    await dialog().dismiss();
    await saving;
    expect(state().saving.running).toMatchObject({ phase: 'ready', encoded: { blob: { size: 4 } } });
    expect(state().notices.list).toEqual([]);
    expect(state().view.dialog).toBe('save');
    cancelSave(bench.editor);
    expect(state().saving.running).toBeUndefined();
    expect(browser.contents).toBe('the original');
  });

  it('downloads with one click where the browser has no dialog, however long it took', async () => {
    const link = { href: '', download: '', click: vi.fn() };
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', { createElement: () => link });
    const saving = savePicture(bench.editor, options);
    browser.isActive = false;
    await last(bench.engine.saves).answer(new Blob(['x']));
    await saving;
    expect(link.click).toHaveBeenCalledOnce();
    expect(link.download).toBe('one-smile.jpg');
    expect(state().notices.list).toMatchObject([{ kind: 'success', title: 'Saved one-smile.jpg' }]);
  });

  it('does not begin a second time while it is under way, nor while the browser’s dialog is open', async () => {
    const saving = savePicture(bench.editor, options);
    await savePicture(bench.editor, options);
    expect(bench.engine.saves).toHaveLength(1);
    await last(bench.engine.saves).answer(new Blob(['x']));
    expect(state().saving.running?.phase).toBe('choosing');
    await savePicture(bench.editor, options);
    await saveReady(bench.editor);
    expect(bench.engine.saves).toHaveLength(1);
    expect(browser.showSaveFilePicker).toHaveBeenCalledOnce();
    await dialog().pick();
    await saving;
    expect(browser.writes).toEqual(['x']);
  });

  it('can be given up while it writes', async () => {
    let release = (): void => undefined;
    const writing = new Promise<void>((begun) => {
      browser.beforeWrite = () => new Promise((resolve) => { release = resolve; begun(); });
    });
    const saving = savePicture(bench.editor, options);
    await last(bench.engine.saves).answer(new Blob(['first', 'second', 'third']));
    await dialog().pick();
    await writing;
    expect(state().saving.running?.phase).toBe('writing');
    cancelSave(bench.editor);
    browser.beforeWrite = () => undefined;
    release();
    await saving;
    expect(browser.writes).toEqual([]);
    expect(state().notices.list).toEqual([]);
    expect(state().saving.running).toBeUndefined();
  });

  it('fills a file that was chosen after all, because choosing emptied it', async () => {
    const saving = savePicture(bench.editor, options);
    await last(bench.engine.saves).answer(new Blob(['x']));
    cancelSave(bench.editor);
    await dialog().pick();
    await saving;
    expect(browser.contents).toBe('x');
  });

  it('says when the disk is full and what became of the file, and keeps the picture for another place', async () => {
    browser.beforeWrite = () => { throw new DOMException('No space left', 'QuotaExceededError'); };
    const saving = savePicture(bench.editor, options);
    await last(bench.engine.saves).answer(new Blob(['x']));
    await dialog().pick();
    await saving;
    expect(browser.writes).toEqual([]);
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not save “one-smile.jpg”' }]);
    expect(state().notices.list[0]?.detail).toMatch(/could not be written.*empty now/);
    expect(state().notices.list[0]?.details).toContain('No space left');
    expect(state().view.dialog).toBe('save');
    browser.beforeWrite = () => undefined;
    browser.isActive = true;
    const placing = saveReady(bench.editor);
    await dialog().pick();
    await placing;
    expect(browser.contents).toBe('x');
  });
});

/** Picks in a dialog that opened too early. */
async function dialogIfAny(): Promise<void> {
  await browser.answers.at(-1)?.pick();
}

describe('saveName', () => {
  it('is free of what file systems refuse', () => {
    expect(saveName({ stem: 'a/b:c*?\u0007', format: 'webp' })).toBe('a-b-c---.webp');
    expect(saveName({ stem: '  ', format: 'png' })).toBe('picture.png');
    expect(saveName({ stem: 'Ünïcødé 写真', format: 'jpeg' })).toBe('Ünïcødé 写真.jpg');
  });
});
