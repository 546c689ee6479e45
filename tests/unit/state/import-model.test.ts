import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BundleInspection, CheckpointInspection, StoredModel } from '../../../src/library/library-protocol.ts';
import { AppError } from '../../../src/core/app-error.ts';
import { correctSource, resetAll, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { cancelImport, closeImport, convertModel, importModel, useImported as takeImported } from '../../../src/state/commands/import-model.ts';
import { deleteModel, exportModel, readCard, refreshModels } from '../../../src/state/commands/model-library.ts';
import { openFiles } from '../../../src/state/commands/open-picture.ts';
import { choicesOf, draftId, draftProblems, firstDraft } from '../../../src/state/import-draft.ts';
import { modelBytes, modelChoices, storedKey } from '../../../src/state/model-choices.ts';
import { attributeLevel, hasSettings, needsSource } from '../../../src/state/face-selectors.ts';
import { editorWithPicture, last, loaded, MANIFEST, settle, type Bench } from './engine-double.ts';

const checkpoint: CheckpointInspection = {
  kind: 'checkpoint', architecture: 'L2M-GAN', format: 'torch-zip', fileBytes: 5, imageSizePx: 64, domainCount: 4, hasHighPassSkips: false, hasClassifier: false,
  parameters: 10, usedKeys: 8, skippedKeys: 2, needsNames: true,
  suggested: { id: 'my-net-2', title: 'My net', alignment: 'none', domains: undefined },
  storedBytes: { float16: 20, float32: 40 },
};
const named = { ...firstDraft(checkpoint), attributes: [{ name: 'Bangs', off: 'no bangs', on: 'bangs' }, { name: 'Hat', off: 'bareheaded', on: 'with a hat' }] };
const choices = choicesOf(named, checkpoint);

function stored(id: string, more: Partial<StoredModel> = {}): StoredModel {
  return { id, storedBytes: 1234, manifest: { ...MANIFEST, id, title: `Model ${id}` }, problem: undefined, card: '# Card', ...more };
}

const bundle: BundleInspection = { kind: 'bundle', fileBytes: 9, manifest: { ...MANIFEST, id: 'zipped', title: 'Zipped' } };
const error = new AppError({ code: 'storage-full', message: 'Expected 40 bytes but received 3.', recovery: 'Delete a model.' });

let bench: Bench;
beforeEach(async () => { bench = await editorWithPicture(); });
afterEach(() => {
  bench.editor.dispose();
  vi.unstubAllGlobals();
});

const state = () => bench.editor.store.getState();
const job = () => state().models.importing;
const notices = () => state().notices.list.map(({ kind, title }) => [kind, title]);

async function dropped(name = 'net.ckpt', type = ''): Promise<void> {
  void openFiles(bench.editor, [new File(['x'], name, { type })]);
  await settle();
}

/** Drops a checkpoint, has it recognised and starts its conversion. */
async function converting(): Promise<void> {
  await dropped();
  last(bench.library.inspections).resolve(checkpoint);
  await settle();
  void convertModel(bench.editor, choices);
  await settle();
}

async function storeModel(model: StoredModel): Promise<void> {
  bench.library.stored = [...bench.library.stored, model];
  await refreshModels(bench.editor);
}

/** Puts a stored model to use. */
async function inUse(id: string): Promise<void> {
  await dropped(`${id}.zip`);
  last(bench.library.inspections).resolve(bundle);
  await settle();
  last(bench.library.imports).resolve(stored(id));
  await settle();
  void takeImported(bench.editor);
  await settle();
  await last(bench.engine.loads).answer(loaded());
}

describe('what is dropped', () => {
  it('is imported when its name is that of a model, opened when it is that of a picture', async () => {
    for (const name of ['a.ckpt', 'a.PT', 'a.pth', 'a.safetensors', 'a.zip']) {
      await dropped(name);
      expect(job()?.file.name).toBe(name);
    }
    expect(bench.library.inspections).toHaveLength(5);
    expect(bench.engine.openings).toHaveLength(1);
    await dropped('b.jpg');
    await dropped('pasted', 'image/png');
    expect(bench.engine.openings).toHaveLength(3);
    expect(bench.library.inspections).toHaveLength(5);
  });

  it('is looked into when its name says nothing: a model is imported, anything else opened as a picture', async () => {
    await dropped('weights.bin');
    expect(job()).toBeUndefined();
    last(bench.library.inspections).resolve(checkpoint);
    await settle();
    expect(job()).toMatchObject({ inspection: checkpoint });
    closeImport(bench.editor);
    await dropped('letter');
    last(bench.library.inspections).reject(error);
    await settle();
    expect(job()).toBeUndefined();
    expect(state().picture.opening?.name).toBe('letter');
  });
});

describe('importing a checkpoint', () => {
  it('converts with progress, then uses the model; picture and edit stay', async () => {
    setLevel(bench.editor, 'smile', 0.5);
    const { document, picture } = state();
    await converting();
    const conversion = last(bench.library.conversions);
    expect(conversion.choices).toBe(choices);
    conversion.options.onProgress?.({ stage: 'convert', doneBytes: 1, totalBytes: 4 });
    expect(job()?.work?.progress).toEqual({ stage: 'convert', doneBytes: 1, totalBytes: 4 });
    conversion.resolve(stored('my-net-2'));
    await settle();
    expect(job()).toBeUndefined();
    expect(last(bench.engine.loads).request.source).toEqual({ storedId: 'my-net-2' });
    await last(bench.engine.loads).answer(loaded());
    await settle();
    expect(state().engine.loaded?.modelId).toBe(storedKey('my-net-2'));
    expect(notices()).toEqual([['success', '“Model my-net-2” is imported and in use']]);
    expect([state().document, state().picture]).toEqual([document, picture]);
  });

  it('says what a file is not, and keeps the edit', async () => {
    setLevel(bench.editor, 'smile', 0.5);
    const { document } = state();
    await dropped();
    last(bench.library.inspections).reject(error);
    await settle();
    expect(job()).toMatchObject({ inspection: undefined, problem: { text: 'This browser has too little free space for the model. Delete a model.', details: 'Expected 40 bytes but received 3. (storage-full)' } });
    expect(state().document).toBe(document);
  });

  it('goes back to the form when the conversion fails, and when it is cancelled', async () => {
    await converting();
    last(bench.library.conversions).reject(error);
    await settle();
    expect(job()).toMatchObject({ inspection: checkpoint, work: undefined, problem: { text: 'This browser has too little free space for the model. Delete a model.', details: 'Expected 40 bytes but received 3. (storage-full)' } });
    void convertModel(bench.editor, choices);
    await settle();
    expect(job()?.problem).toBeUndefined();
    cancelImport(bench.editor);
    expect(job()?.work?.isCancelling).toBe(true);
    await settle();
    expect(job()).toMatchObject({ inspection: checkpoint, work: undefined, problem: undefined });
    expect(state().models.stored).toEqual([]);
    expect(notices()).toEqual([]);
  });

  it('lets no second file in while it converts, and forgets a file that was closed while it was read', async () => {
    await converting();
    await dropped('other.pt');
    expect(job()?.file.name).toBe('net.ckpt');
    expect(notices()).toEqual([['info', '“net.ckpt” is still being imported']]);
    cancelImport(bench.editor);
    await settle();
    closeImport(bench.editor);
    await dropped('third.pt');
    closeImport(bench.editor);
    last(bench.library.inspections).resolve(checkpoint);
    await settle();
    expect(job()).toBeUndefined();
  });

  it('keeps the present model when the new one does not load', async () => {
    await converting();
    last(bench.library.conversions).resolve(stored('my-net-2'));
    await settle();
    await last(bench.engine.loads).fail(error);
    expect(state().engine.loaded?.modelId).toBe('test');
    expect(notices()).toEqual([['error', 'Could not load the model “Model my-net-2”']]);
    expect(modelChoices(state().engine.models, state().models.stored).map(({ key }) => key)).toEqual(['test', 'stored:my-net-2']);
  });
});

describe('importing a bundle', () => {
  it('stores it without a question, offers it, and uses it when told to', async () => {
    await inUse('zipped');
    expect(job()).toBeUndefined();
    expect(state().engine.loaded?.modelId).toBe('stored:zipped');
  });

  it('closes when cancelled, and says when it is damaged', async () => {
    const start = async (): Promise<void> => {
      await importModel(bench.editor, new File(['x'], 'a.zip'));
    };
    void start();
    await settle();
    last(bench.library.inspections).resolve(bundle);
    await settle();
    closeImport(bench.editor);
    await settle();
    expect(job()).toBeUndefined();
    void start();
    await settle();
    last(bench.library.inspections).resolve(bundle);
    await settle();
    last(bench.library.imports).reject(error);
    await settle();
    expect(job()).toMatchObject({ work: undefined, problem: { text: 'This browser has too little free space for the model. Delete a model.', details: 'Expected 40 bytes but received 3. (storage-full)' } });
  });
});

describe('stored models', () => {
  it('can be used beside a shipped one of the same id; one that cannot be read is no choice', async () => {
    await storeModel(stored('test'));
    await storeModel(stored('broken', { manifest: undefined, problem: 'damaged' }));
    const listed = modelChoices(state().engine.models, state().models.stored);
    expect(listed.map(({ key, title }) => [key, title])).toEqual([['test', 'Test'], ['stored:test', 'Model test']]);
    expect(listed.map(modelBytes)).toEqual([7000, 1234]);
    expect(await readCard(listed[1]!)).toBe('# Card');
  });

  it('gives way to the default before the one in use is deleted', async () => {
    await inUse('zipped');
    const deleting = deleteModel(bench.editor, 'zipped');
    await settle();
    expect(bench.library.stored).toHaveLength(1);
    expect(last(bench.engine.loads).request.source).toEqual({ baseUrl: 'https://mien.test/models/test/' });
    await last(bench.engine.loads).answer(loaded());
    await deleting;
    expect(state().engine.loaded?.modelId).toBe('test');
    expect([bench.library.stored, state().models.stored, state().models.busy]).toEqual([[], [], undefined]);
    expect(notices().at(-1)).toEqual(['success', 'Deleted “Model zipped”']);
  });

  it('is not deleted while in use when no other can be loaded', async () => {
    await inUse('zipped');
    const deleting = deleteModel(bench.editor, 'zipped');
    await settle();
    await last(bench.engine.loads).fail(error);
    await deleting;
    expect(bench.library.stored).toHaveLength(1);
    expect(state().engine.loaded?.modelId).toBe('stored:zipped');
    expect(notices().at(-1)).toEqual(['error', 'Could not load the model “Test”']);
  });

  it('is written as a zip of its id, right after a click', async () => {
    await storeModel(stored('zipped'));
    const written: Uint8Array[] = [];
    const createWritable = () => Promise.resolve(new WritableStream<Uint8Array>({ write: (bytes) => { written.push(bytes); } }));
    const picker = vi.fn((options: { readonly suggestedName: string }) => Promise.resolve({ name: options.suggestedName, createWritable }));
    const userActivation = { isActive: false };
    vi.stubGlobal('window', { showSaveFilePicker: picker });
    vi.stubGlobal('navigator', { userActivation });
    await exportModel(bench.editor, 'zipped');
    expect(picker).not.toHaveBeenCalled();
    expect(state().models.exported?.id).toBe('zipped');
    userActivation.isActive = true;
    await exportModel(bench.editor, 'zipped');
    expect(picker).toHaveBeenCalledWith({ suggestedName: 'zipped.zip', types: [{ accept: { 'application/zip': ['.zip'] } }] });
    expect(await new Blob(written as BlobPart[]).text()).toBe('zip of zipped');
    expect(state().models.exported).toBeUndefined();
    expect(notices()).toEqual([['success', 'Exported zipped.zip']]);
  });

  it('are not there, and it says why, where the browser forbids storage', async () => {
    bench.library.listFailure = error;
    await refreshModels(bench.editor);
    expect(state().models).toMatchObject({ stored: [], problem: { text: 'This browser has too little free space for the model. Delete a model.', details: 'Expected 40 bytes but received 3. (storage-full)' } });
    expect(notices()).toEqual([]);
  });
});

describe('the draft', () => {
  it('asks for what the file does not say, takes no empty words for it, and its id follows the title', () => {
    const draft = firstDraft(checkpoint);
    expect(draft).toMatchObject({ kind: 'attributes', attributes: [{ name: '', off: '', on: '' }, { name: '' }], domains: ['', '', '', ''] });
    expect([...draftProblems(draft, checkpoint, []).keys()]).toEqual(['name-0', 'name-1', 'ends-0', 'ends-1']);
    const empty = { ...draft, attributes: [{ name: 'Attribute 1', off: 'off', on: 'on' }, { name: 'Hat', off: 'No', on: 'yes' }] };
    expect([...draftProblems(empty, checkpoint, []).keys()]).toEqual(['name-0', 'ends-0', 'ends-1']);
    expect(draftProblems(named, checkpoint, []).size).toBe(0);
    expect(draftId(draft, checkpoint)).toBe('my-net-2');
    expect(draftId({ ...draft, title: 'Über Net' }, checkpoint)).toBe('ber-net');
    expect(choices).toMatchObject({ id: 'my-net-2', licence: 'unstated', names: { attributes: [{ id: 'Bangs', off: 'no bangs', on: 'bangs' }, { id: 'Hat', off: 'bareheaded', on: 'with a hat' }] } });
  });

  it('asks for every domain where their number allows for no attributes', () => {
    const three = { ...checkpoint, domainCount: 3 };
    const draft = firstDraft(three);
    expect(draft.kind).toBe('named');
    expect([...draftProblems(draft, three, []).keys()]).toEqual(['name-0', 'name-1', 'name-2']);
    expect(choicesOf({ ...draft, domains: [' cat', 'dog', 'wild'] }, three).names).toEqual({ domains: ['cat', 'dog', 'wild'] });
  });

  it('says what is wrong, field by field', () => {
    const draft = { ...firstDraft(checkpoint), title: ' ', attributes: [{ name: 'Улыбка', off: 'a', on: 'b' }, { name: 'X', off: 'same', on: 'same ' }] };
    expect([...draftProblems(draft, checkpoint, []).keys()]).toEqual(['title', 'name-0', 'ends-1']);
    const twice = { ...draft, title: 'T', typedId: 'Big', attributes: [{ name: 'Black Hair', off: 'a', on: 'b' }, { name: 'black_hair', off: '', on: 'b' }] };
    expect([...draftProblems(twice, checkpoint, []).keys()]).toEqual(['id', 'name-1', 'ends-1']);
    expect(draftProblems({ ...firstDraft(checkpoint), typedId: 'taken' }, checkpoint, [stored('taken')]).get('id')).toMatch(/“taken” is stored already/);
  });
});

describe('a source that only the person can tell', () => {
  it('is asked for, sets where the level starts, and survives a reset', async () => {
    const { 'style-encoder': encoder, 'style-transformer': transformer, 'content-encoder': content, decoder } = MANIFEST.graphs;
    const graphs = { 'style-encoder': encoder, 'style-transformer': transformer, 'content-encoder': content, decoder };
    bench.editor.dispose();
    bench = await editorWithPicture(300, 300, { ...MANIFEST, graphs });
    expect([needsSource(state(), 'smile'), needsSource(state(), 'age')]).toEqual([true, true]);
    correctSource(bench.editor, 'smile', 1);
    expect([needsSource(state(), 'smile'), needsSource(state(), 'age')]).toEqual([false, true]);
    expect(attributeLevel(state(), 'smile')).toEqual({ level: 1, source: 1 });
    expect(hasSettings(state())).toBe(false);
    setLevel(bench.editor, 'smile', 0.2);
    resetAll(bench.editor);
    expect(attributeLevel(state(), 'smile')).toEqual({ level: 1, source: 1 });
  });
});
