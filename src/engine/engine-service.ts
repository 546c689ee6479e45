import { AppError } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';
import { chooseBackend, loadOnBestBackend, wasmThreads, type BackendChoice } from './backend.ts';
import { bundleBytes, readBundle, readManifest } from './bundle-files.ts';
import { fetchBytes, urlBundleFiles } from './bundle-url.ts';
import { EditPipeline } from './edit-pipeline.ts';
import { decodePicture, encodePicture } from './picture-codec.ts';
import { progressMeter } from './progress-meter.ts';
import type {
  AnalyseFaceRequest, BackendReport, FaceAnalysis, LoadBundleRequest, LoadedBundle, OpenedPicture, OpenPictureRequest, Progress, RenderedPatch,
  RenderRequest, SaveRequest,
} from './protocol.ts';
import { loadOrt, ortWasmFile, webRuntime, type OrtFlavour } from './runtime-web.ts';

type Ort = Awaited<ReturnType<typeof loadOrt>>;

interface Loaded {
  readonly request: LoadBundleRequest;
  readonly pipeline: EditPipeline;
  readonly backend: BackendReport;
}

/** The engine as the worker runs it: one bundle, any number of pictures. Calls that run the model must come one at a time. */
export class EngineService {
  readonly #pictures = new Map<string, RgbaImage>();
  readonly #onBackend: (backend: BackendReport) => void;
  readonly #threads = wasmThreads(globalThis.crossOriginIsolated, navigator.hardwareConcurrency, navigator.userAgent);
  #ort: { readonly flavour: OrtFlavour; readonly module: Ort } | undefined;
  #loaded: Loaded | undefined;

  /** `onBackend` hears of a backend that replaced a lost one. */
  constructor(onBackend: (backend: BackendReport) => void) {
    this.#onBackend = onBackend;
  }

  /** Loads and checks a bundle; on failure the previous one stays. */
  async loadBundle(request: LoadBundleRequest, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<LoadedBundle> {
    const loaded = await this.#load(request, await chooseBackend(request.backend, navigator.gpu), signal, onProgress);
    await this.#replace(loaded);
    return { manifest: loaded.pipeline.model.manifest, backend: loaded.backend };
  }

  async openPicture({ pictureId, blob }: OpenPictureRequest): Promise<OpenedPicture> {
    const { image, preview, notes } = await decodePicture(blob);
    this.#pictures.set(pictureId, image);
    return { pictureId, widthPx: image.widthPx, heightPx: image.heightPx, preview, notes };
  }

  closePicture(pictureId: string): void {
    this.#pictures.delete(pictureId);
    this.#loaded?.pipeline.forget(pictureId);
  }

  async analyseFace({ pictureId, square }: AnalyseFaceRequest): Promise<FaceAnalysis> {
    const picture = this.#picture(pictureId);
    return { logits: [...(await this.#repeatIfLost((pipeline) => pipeline.analyse(pictureId, picture, square)))] };
  }

  async render({ pictureId, square, edit, mode, maxSidePx }: RenderRequest): Promise<RenderedPatch> {
    const started = performance.now();
    const picture = this.#picture(pictureId);
    const { rect, pixels, cosine, decoderMs, compositeMs } = await this.#repeatIfLost((pipeline) => pipeline.render(pictureId, picture, { square, edit }, mode, maxSidePx));
    const bitmap = pixels && (await createImageBitmap(new ImageData(pixels.data, pixels.widthPx, pixels.heightPx)));
    return { rect, bitmap, cosine, timing: { decoderMs, compositeMs, totalMs: performance.now() - started } };
  }

  async save({ pictureId, faces, mode, format, quality }: SaveRequest): Promise<Blob> {
    const picture = this.#picture(pictureId);
    const image = await this.#repeatIfLost((pipeline) => pipeline.renderPicture(pictureId, picture, faces, mode));
    return encodePicture(image, format, quality);
  }

  async #load(request: LoadBundleRequest, choice: BackendChoice, signal: AbortSignal | undefined, onProgress: (progress: Progress) => void): Promise<Loaded> {
    const files = urlBundleFiles(request.source.baseUrl, signal);
    const manifest = await readManifest(files);
    // A build that is loaded serves any backend that it holds: two builds in one worker would share global state.
    const flavour = this.#ort?.flavour ?? (choice.webgpu ? 'webgpu' : 'wasm');
    const wasm = ortWasmFile(flavour);
    const meter = progressMeter((this.#ort ? 0 : wasm.bytes) + bundleBytes(manifest), onProgress);
    const contents = await readBundle(files, manifest, (bytes) => { meter.add('model', bytes); });
    if (!this.#ort) {
      const binary = await fetchBytes(wasm.url, (bytes) => { meter.add('runtime', bytes); }, signal);
      this.#ort = { flavour, module: await loadOrt(flavour, binary, this.#threads) };
    }
    meter.finish('self-check');
    const { module } = this.#ort;
    const usable = { ...choice, webgpu: choice.webgpu && flavour === 'webgpu' };
    const factory = { create: (kind: 'webgpu' | 'wasm') => Promise.resolve(webRuntime(module, kind, this.#threads)) };
    const { model, backend } = await loadOnBestBackend(contents, usable, factory);
    if (signal?.aborted) await model.release();
    signal?.throwIfAborted();
    return { request, pipeline: new EditPipeline(model), backend };
  }

  async #replace(loaded: Loaded): Promise<void> {
    const previous = this.#loaded;
    this.#loaded = loaded;
    // Releasing sessions of a lost device may fail; the new ones are what counts.
    await previous?.pipeline.release().catch(() => undefined);
  }

  /** Runs on the model; when the GPU was lost under it, goes on with WebAssembly and repeats. */
  async #repeatIfLost<T>(work: (pipeline: EditPipeline) => Promise<T>): Promise<T> {
    const loaded = this.#loaded;
    if (!loaded) {
      throw new AppError({ code: 'no-bundle', message: 'Expected a loaded model for this request but none is loaded.', recovery: 'Choose a model first.' });
    }
    try {
      return await work(loaded.pipeline);
    } catch (thrown) {
      const { lost } = loaded.pipeline.model.runtime;
      const reason = lost && (await Promise.race([lost, new Promise<undefined>((resolve) => setTimeout(() => { resolve(undefined); }, 250))]));
      if (reason === undefined) throw thrown;
      const next = await this.#load(loaded.request, { webgpu: false, reason: `The GPU was lost (${reason}).` }, undefined, () => undefined);
      await this.#replace(next);
      this.#onBackend(next.backend);
      return work(next.pipeline);
    }
  }

  #picture(pictureId: string): RgbaImage {
    const picture = this.#pictures.get(pictureId);
    if (picture) return picture;
    throw new AppError({ code: 'picture-closed', message: `Expected an open picture but received the id "${pictureId}", which is closed.`, recovery: 'Open the picture again.' });
  }
}
