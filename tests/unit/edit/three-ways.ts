import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import sharp from 'sharp';
import { vi } from 'vitest';
import { parseRecipe, recipeText, type Recipe } from '../../../src/batch/recipe.ts';
import { fileSource } from '../../../src/bridge/batch-source.ts';
import type { EngineClient } from '../../../src/bridge/engine-client.ts';
import type { OpenedPicture } from '../../../src/engine/engine-protocol.ts';
import type { PictureCodec } from '../../../src/bridge/picture-codec.ts';
import { editCommand } from '../../../src/cli/edit-command.ts';
import { loadPipeline } from '../../../src/cli/open-bundle.ts';
import { AppError } from '../../../src/core/app-error.ts';
import type { CropSquare } from '../../../src/core/geometry.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { markedIfEdited } from '../../../src/edit/ai-mark.ts';
import { otherValue } from '../../../src/edit/attributes-edit.ts';
import { changesAnything } from '../../../src/edit/edit-kinds.ts';
import type { FaceTask } from '../../../src/edit/face-edit.ts';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import { encodePng } from '../../../src/picture/encode-png.ts';
import { savedMetadata } from '../../../src/picture/saved-metadata.ts';
import { readReference } from '../../../src/engine/read-reference.ts';
import { renderTargets } from '../../../src/engine/render-targets.ts';
import { createBatch, type BatchWorkers } from '../../../src/state/batch/batch.ts';
import { startRun } from '../../../src/state/batch/commands/start-run.ts';
import { setDomainStrength, setSourceDomain, setTargetDomain } from '../../../src/state/commands/edit-domain.ts';
import { selectFace, setEditingAll } from '../../../src/state/commands/face-list.ts';
import { correctSource, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { attributeLevel } from '../../../src/state/face-selectors.ts';
import { chooseReference, setReferenceStrength, takeFromReference } from '../../../src/state/commands/edit-reference.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { openPicture } from '../../../src/state/commands/open-picture.ts';
import { createEditor, type Editor } from '../../../src/state/editor.ts';
import { tasksToSave } from '../../../src/state/face-tasks.ts';
import { engineState } from '../../../src/state/selectors.ts';
import { writeFiles } from '../../support/mien.ts';
import { bitmap, loaded } from '../state/engine-double.ts';
import { KeeperDouble } from '../state/keeper-double.ts';
import { LibraryDouble } from '../state/library-double.ts';
import { MemoryFolder } from '../state/batch/memory-folder.ts';
import { scriptedFinder } from './scripted-finders.ts';

/** A picture and a recipe; what the finders see is scripted. */
export interface Job {
  readonly bundleFolder: string;
  readonly picture: RgbaImage;
  /** The same as a file. */
  readonly png: Uint8Array<ArrayBuffer>;
  readonly recipe: Recipe;
  /** The picture that the recipe's reference names, as a file and decoded. */
  readonly reference?: { readonly png: Uint8Array<ArrayBuffer>; readonly picture: RgbaImage } | undefined;
}

/** What came of a job. */
export interface Outcome {
  /** Of the faces that the recipe is for; the code of the error where there are none. */
  readonly squares: readonly CropSquare[] | string;
  /** The faces that something changes on. */
  readonly tasks: readonly FaceTask[];
  readonly pixels: Uint8Array | undefined;
  readonly saysAi: boolean;
}

async function outcome(tasks: readonly FaceTask[], bytes: Uint8Array): Promise<Outcome> {
  const picture = sharp(bytes);
  const { xmpAsString = '' } = await picture.metadata();
  const changed = tasks.filter(({ edit }) => changesAnything(edit)).map(({ square, oval, edit, mask }) => ({ square, oval, edit, ...(mask === undefined ? {} : { mask }) }));
  return {
    squares: tasks.map(({ square }) => square), tasks: changed,
    pixels: new Uint8Array(await picture.ensureAlpha().raw().toBuffer()), saysAi: xmpAsString.includes('compositeWithTrainedAlgorithmicMedia'),
  };
}

function refused(code: string): Outcome {
  return { squares: code, tasks: [], pixels: undefined, saysAi: false };
}

const watch = () => vi.spyOn(EditPipeline.prototype, 'renderPicture');
let renders: ReturnType<typeof watch>;

/** Notes from now on what any pipeline is asked to render. */
export function watchRenders(): void {
  renders = watch();
}

function rendered(): readonly FaceTask[] {
  return renders.mock.lastCall?.[2] ?? [];
}

/** `mien edit`, from its arguments to its file. */
export async function byCommandLine({ bundleFolder, png, recipe, reference }: Job, folder: string): Promise<Outcome> {
  await writeFiles(folder, { 'in.png': png, ...(reference ? { 'ref.png': reference.png } : {}), 'recipe.json': new TextEncoder().encode(recipeText(recipe)) });
  const out = join(await mkdtemp(join(tmpdir(), 'mien-out-')), 'out.png');
  try {
    await editCommand([join(folder, 'in.png'), '-o', out, '--bundle', bundleFolder, '--recipe', join(folder, 'recipe.json')]);
  } catch (thrown) {
    if (thrown instanceof AppError) return refused(thrown.code);
    throw thrown;
  }
  return outcome(rendered(), await readFile(out));
}

/** The page's batch over a folder of this one picture. */
export async function byBatch({ bundleFolder, picture: image, png, recipe, reference }: Job): Promise<Outcome> {
  const pipeline = await loadPipeline(bundleFolder, 1);
  const { manifest } = pipeline.model;
  const { widthPx, heightPx } = image;
  vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(new MemoryFolder('').handle) } });
  vi.stubGlobal('createImageBitmap', () => Promise.resolve(bitmap(widthPx, heightPx)));
  const engine: Partial<EngineClient> = {
    loadBundle: () => Promise.resolve(loaded(manifest)),
    editFaces: async ({ faces, ...asked }) => {
      const { image: { data }, edits, untold } = await renderTargets(pipeline, image, faces, asked);
      return { data, edits, untold };
    },
    readReference: async ({ square, hints, said }) => ({ reading: (await readReference(pipeline.model, reference!.picture, { square, hints }, said)).reading, crop: bitmap() }),
    dispose: () => undefined,
  };
  const codec: PictureCodec = {
    decode: (blob) => {
      const decoded = blob.size === reference?.png.length ? reference.picture : image;
      return Promise.resolve({ picture: decoded, preview: bitmap(decoded.widthPx, decoded.heightPx), metadata: {}, notes: [] });
    },
    encode: ({ picture, metadata, choice }) => encodePng(picture, savedMetadata(metadata, image, choice)),
    dispose: () => undefined,
  };
  const journal = { load: () => Promise.resolve(undefined), begin: () => Promise.resolve(), putRows: () => Promise.resolve(), putHead: () => Promise.resolve(), clear: () => Promise.resolve() };
  const startWorkers = (): BatchWorkers => ({ engine: engine as EngineClient, codec, finder: scriptedFinder() });
  const claim = { take: () => Promise.resolve(true), release: () => undefined };
  const batch = { ...createBatch(scriptedFinder), journal, startWorkers, claim };
  const sink = new MemoryFolder('out');
  batch.store.setState({ source: fileSource('in', [{ path: 'in.png', file: new File([png], 'in.png') }], () => true), recipe, sinkFolder: sink.handle, reference: reference && { name: 'ref.png', blob: new Blob([reference.png]) } });
  await startRun(batch, [{ key: 'test', title: 'Test', source: { baseUrl: 'https://mien.test/' }, manifest, stored: undefined }]);
  const [row] = batch.store.getState().rows;
  await pipeline.release();
  if (row?.state.kind !== 'done') return refused(row?.state.kind === 'failed' ? row.state.reason.code : 'not run');
  const { blob } = await sink.getFileHandle(row.item.output);
  return outcome(rendered(), new Uint8Array(await blob.arrayBuffer()));
}

/** A person in the editor, who sets by hand what the recipe says. */
export async function byEditor({ bundleFolder, picture: image, png, recipe, reference }: Job): Promise<Outcome> {
  const pipeline = await loadPipeline(bundleFolder, 1);
  const { widthPx, heightPx } = image;
  const opened: OpenedPicture = { pictureId: 'one', widthPx, heightPx, preview: bitmap(widthPx, heightPx), hasLocation: false, notes: [] };
  const engine: Partial<EngineClient> = {
    loadBundle: () => Promise.resolve(loaded(pipeline.model.manifest)),
    openPicture: (blob) => Promise.resolve(reference && blob.size === reference.png.length ? { ...opened, pictureId: 'two', widthPx: reference.picture.widthPx, heightPx: reference.picture.heightPx } : opened),
    closePicture: () => Promise.resolve(),
    readReference: async ({ square, hints, said }) => ({ reading: (await readReference(pipeline.model, reference!.picture, { square, hints }, said)).reading, crop: bitmap() }),
    analyseFace: async (id, square) => ({ logits: [...await pipeline.analyse(id, image, square)] }),
    render: ({ faces, wanted }) => Promise.resolve(wanted.map(({ face }) => ({
      rect: { xPx: 0, yPx: 0, widthPx: faces[face]!.square.sidePx, heightPx: 1 }, bitmap: undefined, cosine: 0, timing: { decoderMs: 0, compositeMs: 0, totalMs: 0 },
    }))),
    subscribe: () => () => undefined,
    dispose: () => undefined,
  };
  const editor = createEditor({ engine: engine as EngineClient, library: new LibraryDouble(), finder: scriptedFinder(), keeper: new KeeperDouble() }, {
    models: [{ id: 'test', title: 'Test', baseUrl: 'https://mien.test/', manifest: pipeline.model.manifest }],
  });
  try {
    await loadDefaultModel(editor);
    await openPicture(editor, new Blob([png]), 'in.png');
    await readyOf(editor);
    const { faces } = editor.store.getState().document;
    if (faces.length === 0) return refused('no-face');
    setByHand(editor, recipe);
    if (reference) await chooseByHand(editor, recipe, new Blob([reference.png]));
    await readyOf(editor);
    const tasks = tasksToSave(editor.store.getState())!;
    const { data } = await pipeline.renderPicture('one', image, tasks, recipe.detail);
    const metadata = savedMetadata({}, image, markedIfEdited(recipe.metadata, tasks.map(({ edit }) => edit)));
    const file = await outcome(tasks, new Uint8Array(await (await encodePng({ ...image, data }, metadata)).arrayBuffer()));
    return { ...file, squares: (recipe.faces === 'largest' ? faces.slice(0, 1) : faces).map(({ square }) => square) };
  } finally {
    editor.dispose();
    await pipeline.release();
  }
}

function setByHand(editor: Editor, { edit, faces, mask }: Recipe): void {
  // As strokes on each face would leave it.
  if (mask !== undefined) editor.history.change('brush', (document) => ({ ...document, faces: document.faces.map((face) => ({ ...face, mask })) }));
  for (const { id } of editor.store.getState().document.faces.slice(0, faces === 'largest' ? 1 : undefined)) {
    selectFace(editor, id);
    if (edit.kind === 'attributes') for (const [attribute, value] of Object.entries(edit.sources ?? {})) correctSource(editor, attribute, value);
    else if (edit.source !== undefined) setSourceDomain(editor, edit.source);
    setEditingAll(editor, false);
    if (edit.kind === 'attributes') {
      for (const [attribute, level] of Object.entries(edit.levels)) {
        setLevel(editor, attribute, level === 'flip' ? otherValue(attributeLevel(editor.store.getState(), attribute)!.source) : level);
      }
    } else {
      setTargetDomain(editor, edit.target);
      setDomainStrength(editor, edit.strength);
    }
  }
}

/** The same reference for every face that the recipe is for. */
async function chooseByHand(editor: Editor, { edit, faces }: Recipe, blob: Blob): Promise<void> {
  const { document: { faces: [first] } } = editor.store.getState();
  if (first) selectFace(editor, first.id);
  setEditingAll(editor, faces === 'all');
  await chooseReference(editor, { name: 'ref.png', blob });
  if (edit.kind === 'domain') { setTargetDomain(editor, edit.target); return; }
  const { attributes, strength = 1 } = edit.reference ?? { file: '' };
  for (const id of ['smile', 'gender', 'age']) takeFromReference(editor, id, attributes?.includes(id) ?? edit.levels[id] === undefined);
  setReferenceStrength(editor, strength);
}

function readyOf(editor: Editor): Promise<void> {
  return vi.waitFor(() => { if (engineState(editor.store.getState()) !== 'ready') throw new Error('The editor is still busy.'); }, { timeout: 20_000, interval: 10 });
}

/** A recipe of a tiny bundle; what is left out is filled in. */
export function recipeOf(value: Readonly<Record<string, unknown>>): Recipe {
  return parseRecipe({ version: 1, bundle: 'tiny', ...value });
}
