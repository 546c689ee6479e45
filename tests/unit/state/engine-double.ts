import type { CallOptions, EngineClient, EngineEvent } from '../../../src/bridge/engine-client.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import type { CropSquare } from '../../../src/core/geometry.ts';
import type { FaceAnalysis, LoadBundleRequest, LoadedBundle, OpenedPicture, ReadReferenceRequest, ReadReferenceResult, RenderedPatch, RenderRequest, SaveRequest } from '../../../src/engine/engine-protocol.ts';
import type { FaceEdit } from '../../../src/edit/face-edit.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { openPicture } from '../../../src/state/commands/open-picture.ts';
import { setStageSize } from '../../../src/state/commands/view.ts';
import { createEditor, type Editor } from '../../../src/state/editor.ts';
import type { FaceDocument } from '../../../src/state/edit-document.ts';
import { taskOf } from '../../../src/state/face-tasks.ts';
import { manifestOf } from '../../../src/state/face-selectors.ts';
import { ask, last, settle, type Call } from './calls.ts';
import { faceAt, FinderDouble, middle } from './finder-double.ts';
import { KeeperDouble } from './keeper-double.ts';
import { LibraryDouble } from './library-double.ts';

/** A bitmap that knows whether it was freed. */
export interface BitmapDouble { isClosed: boolean }

export function bitmap(width = 4, height = 4): ImageBitmap & BitmapDouble {
  const double = { width, height, isClosed: false, close() { double.isClosed = true; } };
  return double;
}

const graph = { file: 'graph.onnx', bytes: 1000, sha256: '0'.repeat(64) };
const attribute = { levelRange: [-0.5, 1.5] as [number, number] };

export const MANIFEST: BundleManifest = {
  formatVersion: 1, id: 'test', title: 'Test', licence: 'MIT', card: 'README.md', imageSizePx: 64, styleDim: 64, alignment: 'tight',
  domains: {
    kind: 'attributes',
    attributes: [
      { id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling', ...attribute },
      { id: 'age', title: 'Age', off: 'young', on: 'old', ...attribute },
    ],
  },
  hasHighPassSkips: false,
  graphs: { 'style-encoder': graph, 'style-transformer': graph, 'content-encoder': graph, decoder: graph, 'attribute-classifier': graph },
  storage: 'float32',
  check: { image: graph, expected: graph, sourceDomain: 0, targetDomain: 1, tolerance: 1e-3 },
  source: { sha256: '0'.repeat(64), bytes: 1, format: 'zip' },
};

export const NAMED_MANIFEST: BundleManifest = {
  ...MANIFEST, id: 'animals',
  domains: { kind: 'named', names: [{ id: 'cat', title: 'Cat' }, { id: 'dog', title: 'Dog' }, { id: 'wild', title: 'Wild' }] },
};

export function loaded(manifest = MANIFEST): LoadedBundle {
  return { manifest, backend: { kind: 'wasm', threads: 2, reason: 'no adapter', selfCheckError: 1e-5 }, fetchedUrls: [] };
}

/** What the engine would answer: a patch for every wanted face. */
export function patchesOf({ faces, wanted }: RenderRequest): readonly (RenderedPatch & { readonly bitmap: ImageBitmap & BitmapDouble })[] {
  return wanted.map(({ face }) => ({
    rect: { xPx: 0, yPx: 0, widthPx: faces[face]!.square.sidePx, heightPx: faces[face]!.square.sidePx },
    bitmap: bitmap(), cosine: 0, timing: { decoderMs: 1, compositeMs: 2, totalMs: 5 },
  }));
}

/** An engine that answers only when told to; latest-wins is the test's to play. */
export class EngineDouble implements EngineClient {
  readonly loads: Call<LoadBundleRequest, LoadedBundle>[] = [];
  readonly openings: Call<Blob, OpenedPicture>[] = [];
  readonly analyses: Call<{ readonly pictureId: string; readonly square: CropSquare }, FaceAnalysis>[] = [];
  readonly references: Call<ReadReferenceRequest, ReadReferenceResult>[] = [];
  readonly renders: Call<RenderRequest, readonly RenderedPatch[] | undefined>[] = [];
  readonly rendersApart: Call<RenderRequest, readonly RenderedPatch[]>[] = [];
  readonly saves: Call<SaveRequest, Blob>[] = [];
  readonly closed: string[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  isDisposed = false;

  loadBundle(request: LoadBundleRequest, options?: CallOptions): Promise<LoadedBundle> { return ask(this.loads, request, options); }
  openPicture(blob: Blob, options?: CallOptions): Promise<OpenedPicture> { return ask(this.openings, blob, options); }
  analyseFace(pictureId: string, square: CropSquare, options?: CallOptions): Promise<FaceAnalysis> { return ask(this.analyses, { pictureId, square }, options); }
  explainFace(): Promise<never> { return Promise.reject(new Error('Expected no look inside in this test.')); }
  readReference(request: ReadReferenceRequest, options?: CallOptions): Promise<ReadReferenceResult> { return ask(this.references, request, options); }
  render(request: RenderRequest): Promise<readonly RenderedPatch[] | undefined> { return ask(this.renders, request); }
  renderApart(request: RenderRequest, options?: CallOptions): Promise<readonly RenderedPatch[]> { return ask(this.rendersApart, request, options); }
  save(request: SaveRequest, options?: CallOptions): Promise<Blob> { return ask(this.saves, request, options); }
  closePicture(pictureId: string): Promise<void> { this.closed.push(pictureId); return Promise.resolve(); }
  editFaces(): Promise<never> { return Promise.reject(new Error('Expected no batch in this test.')); }

  subscribe(listener: (event: EngineEvent) => void): () => void { this.#listeners.add(listener); return () => { this.#listeners.delete(listener); }; }
  dispose(): void { this.isDisposed = true; }
  emit(event: EngineEvent): void { for (const listener of this.#listeners) listener(event); }
}

export { last, settle } from './calls.ts';

export interface Bench { readonly editor: Editor; readonly engine: EngineDouble; readonly library: LibraryDouble; readonly finder: FinderDouble; readonly keeper: KeeperDouble }

/** An editor with a model and a stage of 1000 x 1000 px. */
export async function editorWithModel(manifest = MANIFEST, keeper = new KeeperDouble()): Promise<Bench> {
  const engine = new EngineDouble();
  const library = new LibraryDouble();
  const finder = new FinderDouble();
  const editor = createEditor({ engine, library, finder, keeper }, { models: [{ id: 'test', title: 'Test', baseUrl: 'https://mien.test/models/test/', manifest }] });
  setStageSize(editor, { widthPx: 1000, heightPx: 1000, pixelRatio: 1 });
  void loadDefaultModel(editor);
  await last(engine.loads).answer(loaded(manifest));
  return { editor, engine, library, finder, keeper };
}

/** Opens a picture in an editor; its preview is as large as the engine makes it, and nobody has looked for faces yet. */
export async function openUnsearched({ editor, engine }: Bench, pictureId: string, widthPx: number, heightPx: number): Promise<void> {
  const scale = Math.min(1, 2048 / Math.max(widthPx, heightPx));
  void openPicture(editor, new Blob(['x']), `${pictureId}.jpg`);
  await settle();
  await last(engine.openings).answer({ pictureId, widthPx, heightPx, preview: bitmap(Math.round(widthPx * scale), Math.round(heightPx * scale)), hasLocation: false, notes: [] });
}

/** The same, up to the call of the first face's analysis: by default there is one face, in the middle. */
export async function open(bench: Bench, pictureId: string, widthPx: number, heightPx: number, faces = [faceAt(middle(widthPx, heightPx))]): Promise<void> {
  await openUnsearched(bench, pictureId, widthPx, heightPx);
  if (manifestOf(bench.editor.store.getState())?.alignment !== 'none') await last(bench.finder.searches).answer(faces);
}

/** Answers every analysis that is asked for, in turn: by default neutral (logit -2), old (logit 3). */
export async function analyseAll({ engine }: Bench, logits: readonly number[] = [-2, 3]): Promise<void> {
  for (let done = -1; done < engine.analyses.length;) {
    done = engine.analyses.length;
    await last(engine.analyses).answer({ logits });
  }
}

/** An editor with a model and an analysed picture of one face: neutral, old. */
export async function editorWithPicture(widthPx = 300, heightPx = 300, manifest = MANIFEST): Promise<Bench> {
  const bench = await editorWithModel(manifest);
  await open(bench, 'one', widthPx, heightPx);
  await analyseAll(bench, manifest.domains.kind === 'attributes' && manifest.graphs['attribute-classifier'] ? [-2, 3] : []);
  return bench;
}

/** The one face of a document. */
export function onlyFace({ editor }: Bench): FaceDocument {
  const { faces } = editor.store.getState().document;
  if (faces.length !== 1) throw new Error(`Expected one face but received ${String(faces.length)}.`);
  return faces[0]!;
}

/** The edit of the one face, in the engine's terms; undefined until it is analysed. */
export function onlyEdit(bench: Bench): FaceEdit | undefined {
  return taskOf(bench.editor.store.getState(), onlyFace(bench))?.edit;
}
