import type {
  BundleManifest, CallOptions, CropSquare, EngineClient, EngineEvent, FaceAnalysis, LoadBundleRequest, LoadedBundle, OpenedPicture,
  RenderedPatch, RenderRequest, SaveRequest,
} from '../../../src/bridge/engine-client.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { openPicture } from '../../../src/state/commands/open-picture.ts';
import { setStageSize } from '../../../src/state/commands/view.ts';
import { createEditor, type Editor } from '../../../src/state/editor.ts';
import { LibraryDouble } from './library-double.ts';

/** One asked-for piece of work that the test answers when it likes. */
export interface Call<Request, Result> {
  readonly request: Request;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CallOptions['onProgress'];
  answer(result: Result): Promise<void>;
  fail(thrown: unknown): Promise<void>;
}

/** A bitmap that knows whether it was freed. */
export interface BitmapDouble { isClosed: boolean }

/** Lets everything that waits on a promise go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

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
  return { manifest, backend: { kind: 'wasm', threads: 2, reason: 'no adapter', selfCheckError: 1e-5 } };
}

export function patchOf(request: RenderRequest): RenderedPatch {
  return {
    rect: { xPx: 0, yPx: 0, widthPx: request.square.sidePx, heightPx: request.square.sidePx },
    bitmap: bitmap(), cosine: 0, timing: { decoderMs: 1, compositeMs: 2, totalMs: 5 },
  };
}

/** An engine that answers only when told to; latest-wins is the test's to play. */
export class EngineDouble implements EngineClient {
  readonly loads: Call<LoadBundleRequest, LoadedBundle>[] = [];
  readonly openings: Call<Blob, OpenedPicture>[] = [];
  readonly analyses: Call<{ readonly pictureId: string; readonly square: CropSquare }, FaceAnalysis>[] = [];
  readonly renders: Call<RenderRequest, RenderedPatch | undefined>[] = [];
  readonly saves: Call<SaveRequest, Blob>[] = [];
  readonly closed: string[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  isDisposed = false;

  loadBundle(request: LoadBundleRequest, options?: CallOptions): Promise<LoadedBundle> { return this.#ask(this.loads, request, options); }
  openPicture(blob: Blob, options?: CallOptions): Promise<OpenedPicture> { return this.#ask(this.openings, blob, options); }
  analyseFace(pictureId: string, square: CropSquare, options?: CallOptions): Promise<FaceAnalysis> { return this.#ask(this.analyses, { pictureId, square }, options); }
  render(request: RenderRequest): Promise<RenderedPatch | undefined> { return this.#ask(this.renders, request); }
  save(request: SaveRequest, options?: CallOptions): Promise<Blob> { return this.#ask(this.saves, request, options); }
  closePicture(pictureId: string): Promise<void> { this.closed.push(pictureId); return Promise.resolve(); }
  editFaces(): Promise<never> { return Promise.reject(new Error('Expected no batch in this test.')); }

  subscribe(listener: (event: EngineEvent) => void): () => void { this.#listeners.add(listener); return () => { this.#listeners.delete(listener); }; }
  dispose(): void { this.isDisposed = true; }
  emit(event: EngineEvent): void { for (const listener of this.#listeners) listener(event); }

  #ask<Request, Result>(calls: Call<Request, Result>[], request: Request, { signal, onProgress }: CallOptions = {}): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      signal?.addEventListener('abort', () => { reject(new DOMException('Cancelled', 'AbortError')); });
      calls.push({
        request, signal, onProgress,
        answer: async (result) => { resolve(result); await settle(); },
        fail: async (thrown) => { reject(thrown instanceof Error ? thrown : new Error(String(thrown))); await settle(); },
      });
    });
  }
}

/** The last of a list of calls. */
export function last<T>(calls: readonly T[]): T {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('Expected a call of the engine but received none.');
  return call;
}

export interface Bench { readonly editor: Editor; readonly engine: EngineDouble; readonly library: LibraryDouble }

/** An editor with a model and a stage of 1000 x 1000 px. */
export async function editorWithModel(manifest = MANIFEST): Promise<Bench> {
  const engine = new EngineDouble();
  const library = new LibraryDouble();
  const editor = createEditor(engine, library, { models: [{ id: 'test', title: 'Test', baseUrl: 'https://mien.test/models/test/', manifest }] });
  setStageSize(editor, { widthPx: 1000, heightPx: 1000, pixelRatio: 1 });
  void loadDefaultModel(editor);
  await last(engine.loads).answer(loaded(manifest));
  return { editor, engine, library };
}

/** Opens a picture in an editor, up to the call of the analysis; its preview is as large as the engine makes it. */
export async function open({ editor, engine }: Bench, pictureId: string, widthPx: number, heightPx: number): Promise<void> {
  const scale = Math.min(1, 2048 / Math.max(widthPx, heightPx));
  void openPicture(editor, new Blob(['x']), `${pictureId}.jpg`);
  await settle();
  await last(engine.openings).answer({ pictureId, widthPx, heightPx, preview: bitmap(Math.round(widthPx * scale), Math.round(heightPx * scale)), hasLocation: false, notes: [] });
}

/** An editor with a model and an analysed picture: neutral (logit -2), old (logit 3). */
export async function editorWithPicture(widthPx = 300, heightPx = 300, manifest = MANIFEST): Promise<Bench> {
  const bench = await editorWithModel(manifest);
  await open(bench, 'one', widthPx, heightPx);
  await last(bench.engine.analyses).answer({ logits: manifest.domains.kind === 'attributes' ? [-2, 3] : [] });
  return bench;
}
