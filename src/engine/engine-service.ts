import { AppError } from '../core/app-error.ts';
import { markedIfEdited } from '../edit/ai-mark.ts';
import { chooseBackend, chooseFlavour, loadOnBestBackend, wasmThreads, type BackendChoice } from './backend.ts';
import { bundleBytes, bundleFileNames, readBundle, readManifest, type BundleContents, type BundleFiles } from '../bundle/bundle-files.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { storedBundleFiles } from '../bundle/stored-bundle-files.ts';
import { fetchPart, urlBundleFiles } from '../bundle/bundle-url.ts';
import { EditPipeline, type PatchPixels } from './edit-pipeline.ts';
import type { RgbaImage } from '../core/image.ts';
import { unpackPicture } from '../picture/packed-picture.ts';
import { decodePicture, type DecodedPicture } from '../picture/decode-picture.ts';
import { encodePicture } from '../picture/encode-picture.ts';
import { convertToSrgb, savedMetadata } from '../picture/saved-metadata.ts';
import { progressMeter } from '../core/progress-meter.ts';
import type {
  AnalyseFaceRequest, BackendReport, EditedPicture, EditFacesRequest, EngineLoad, ExplainFaceRequest, FaceAnalysis, FaceInsight, LoadedBundle, OpenedPicture, OpenPictureRequest, Progress, RenderedPatch,
  OrtFlavour, ReadReferenceRequest, ReadReferenceResult, RenderRequest, SaveRequest,
} from './engine-protocol.ts';
import { probeGpu, type GpuProbe } from './probe-gpu.ts';
import { explainFace, type Pair } from './explain-face.ts';
import { readReference, type CropPixels } from './read-reference.ts';
import { renderTargets } from './render-targets.ts';
import { loadOrt, ortWasmFile, webRuntime } from './runtime-web.ts';

/** Every piece that arrives would have the page paint anew, which takes time from what it is loading. */
const TELL_EVERY_MS = 100;

type Ort = Awaited<ReturnType<typeof loadOrt>>;

/** A bundle in memory that waits to be used. */
export interface FetchedBundle {
  readonly request: EngineLoad;
  readonly choice: BackendChoice;
  readonly contents: BundleContents;
  readonly flavour: OrtFlavour;
  /** The runtime's WebAssembly, unless it is loaded already. */
  readonly wasmBinary: Uint8Array<ArrayBuffer> | undefined;
}

interface Loaded {
  readonly request: EngineLoad;
  readonly pipeline: EditPipeline;
  readonly backend: BackendReport;
}

/** The engine as the worker runs it: one bundle, any number of pictures. Calls that run the model must come one at a time. */
export class EngineService {
  readonly #pictures = new Map<string, Pick<DecodedPicture, 'image' | 'metadata'>>();
  readonly #onBackend: (backend: BackendReport) => void;
  #gpuProbe: Promise<GpuProbe> | undefined;
  #ort: { readonly flavour: OrtFlavour; readonly module: Ort; readonly threads: number } | undefined;
  #loaded: Loaded | undefined;

  /** `onBackend` hears of a backend that replaced a lost one. */
  constructor(onBackend: (backend: BackendReport) => void) {
    this.#onBackend = onBackend;
  }

  /** Downloads and checks a bundle's files, and the runtime's unless it is there; touches nothing that is in use. */
  async fetchBundle(request: EngineLoad, signal: AbortSignal | undefined, onProgress: (progress: Progress) => void): Promise<FetchedBundle> {
    const choice = chooseBackend(request.backend, request.avoidWebgpu, await (this.#gpuProbe ??= probeGpu(navigator.gpu)));
    const failed = new AbortController();
    const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const files = filesOf(request, either);
    const manifest = await readManifest(files);
    // A build that is loaded serves any backend that it holds: two builds in one worker would share global state.
    const flavour = chooseFlavour(choice, this.#ort?.flavour ?? request.flavour);
    const wasm = ortWasmFile(flavour, request.runtimeUrl);
    const startMs = performance.now();
    let toldMs = Number.NEGATIVE_INFINITY;
    const meter = progressMeter<Progress['stage']>((this.#ort ? 0 : wasm.bytes) + bundleBytes(manifest), (reading) => {
      const nowMs = performance.now();
      if (nowMs - toldMs < TELL_EVERY_MS && reading.doneBytes < reading.totalBytes) return;
      toldMs = nowMs;
      onProgress({ ...reading, elapsedMs: nowMs - startMs, flavour });
    });
    meter.add('model', 0);
    // Beside each other: they weigh about the same on the wire, so the bytes that arrive tell truly how long the rest will take.
    const [contents, wasmBinary] = await Promise.all([
      readBundle(files, manifest, (bytes) => { meter.add('model', bytes); }),
      this.#ort ? undefined : fetchPart('the runtime', wasm.url, (bytes) => { meter.add('runtime', bytes); }, either),
    ]).catch((thrown: unknown) => {
      failed.abort();
      throw thrown;
    });
    meter.finish('self-check');
    return { request, choice, contents, flavour, wasmBinary };
  }

  /** Takes a fetched bundle into use once a backend renders it rightly; on failure the previous one stays. */
  async useBundle({ request, choice, contents, flavour, wasmBinary }: FetchedBundle, signal?: AbortSignal): Promise<LoadedBundle> {
    signal?.throwIfAborted();
    if (!this.#ort && wasmBinary) {
      const threads = Math.min(request.maxThreads ?? Infinity, wasmThreads(globalThis.crossOriginIsolated, navigator.hardwareConcurrency));
      this.#ort = { flavour, threads, module: await loadOrt(flavour, wasmBinary, threads, request.runtimeUrl) };
    }
    const ort = this.#ort;
    if (!ort) throw new AppError({ code: 'runtime-missing', message: 'Expected a loaded runtime for the model but none is there.', recovery: 'Reload the page.' });
    const usable = { ...choice, webgpu: choice.webgpu && ort.flavour === 'webgpu' };
    const factory = { create: (kind: 'webgpu' | 'wasm') => Promise.resolve(webRuntime(ort.module, kind, ort.threads)) };
    const { model, backend } = await loadOnBestBackend(contents, usable, factory);
    if (signal?.aborted) await model.release();
    signal?.throwIfAborted();
    const previous = this.#loaded;
    this.#loaded = { request, pipeline: new EditPipeline(model), backend };
    // Releasing sessions of a lost device may fail; the new ones are what counts.
    await previous?.pipeline.release().catch(() => undefined);
    return { manifest: model.manifest, backend, fetchedUrls: fetchedUrls(request, contents.manifest, flavour) };
  }

  async openPicture({ pictureId, blob }: OpenPictureRequest, signal?: AbortSignal): Promise<OpenedPicture> {
    const { image, metadata, preview, notes, hasLocation, recipe } = await decodePicture(blob, signal);
    if (signal?.aborted) preview.close();
    signal?.throwIfAborted();
    this.#pictures.set(pictureId, { image, metadata });
    return { pictureId, widthPx: image.widthPx, heightPx: image.heightPx, preview, hasLocation, notes, ...(recipe === undefined ? {} : { recipe }) };
  }

  closePicture(pictureId: string): void {
    this.#pictures.delete(pictureId);
    this.#loaded?.pipeline.forget(pictureId);
  }

  async analyseFace({ pictureId, square }: AnalyseFaceRequest): Promise<FaceAnalysis> {
    const { image: picture } = this.#picture(pictureId);
    return { logits: [...(await this.#repeatIfLost((pipeline) => pipeline.analyse(pictureId, picture, square)))] };
  }

  /** The picture that a reference is in: the open one, or one that is decoded for it alone. */
  async referencePicture({ pictureId, blob }: ReadReferenceRequest, signal: AbortSignal): Promise<RgbaImage> {
    const open = this.#pictures.get(pictureId);
    if (open) return open.image;
    const { image, preview } = await decodePicture(blob, signal);
    preview.close();
    return image;
  }

  async readReference(picture: RgbaImage, { said, ...target }: ReadReferenceRequest): Promise<ReadReferenceResult> {
    const { reading, crop } = await this.#repeatIfLost(({ model }) => readReference(model, picture, target, said));
    return { reading, crop: bitmapOf(crop) };
  }

  async explainFace({ pictureId, face, detail }: ExplainFaceRequest): Promise<FaceInsight> {
    const { image } = this.#picture(pictureId);
    const { crops, portraits, ...told } = await this.#repeatIfLost((pipeline) => explainFace(pipeline, pictureId, image, face, detail));
    const shown = ({ before, after }: Pair<CropPixels>): Pair<ImageBitmap> => ({ before: bitmapOf(before), after: bitmapOf(after) });
    return { ...told, crops: shown(crops), portraits: shown(portraits) };
  }

  async render({ pictureId, faces, wanted, detail }: RenderRequest): Promise<readonly RenderedPatch[]> {
    const { image: picture } = this.#picture(pictureId);
    return this.#repeatIfLost(async (pipeline) => {
      const patches: RenderedPatch[] = [];
      for (const { face, maxSidePx } of wanted) {
        const started = performance.now();
        const { rect, pixels, cosine, decoderMs, compositeMs } = await pipeline.render(pictureId, picture, faces.slice(0, face + 1), detail, maxSidePx);
        const bitmap = pixels && bitmapOf(pixels);
        patches.push({ rect, bitmap, cosine, timing: { decoderMs, compositeMs, totalMs: performance.now() - started } });
      }
      return patches;
    });
  }

  async save({ pictureId, faces, detail, format, quality, metadata: choice }: SaveRequest, signal?: AbortSignal): Promise<Blob> {
    const picture = this.#picture(pictureId);
    const image = await this.#repeatIfLost((pipeline) => pipeline.renderPicture(pictureId, picture.image, faces, detail));
    const marked = markedIfEdited(choice, faces.map(({ edit }) => edit));
    if (!choice.keepsMetadata) await convertToSrgb(image, signal);
    return encodePicture(image, { format, quality }, savedMetadata(picture.metadata, image, marked), signal);
  }

  /** Edits a picture that nobody opened, as a batch does; nothing is kept of it. */
  async editFaces({ picture, faces, ...asked }: EditFacesRequest): Promise<EditedPicture> {
    const image = unpackPicture(picture);
    const { image: { data }, edits, untold } = await this.#repeatIfLost((pipeline) => renderTargets(pipeline, image, faces, asked));
    return { data, edits, untold };
  }

  /** Runs on the model; when the GPU was lost under it, goes on with WebAssembly and repeats. */
  async #repeatIfLost<T>(work: (pipeline: EditPipeline) => Promise<T>): Promise<T> {
    const loaded = this.#use();
    try {
      return await work(loaded.pipeline);
    } catch (thrown) {
      const { lost } = loaded.pipeline.model.runtime;
      const reason = lost && (await Promise.race([lost, new Promise<undefined>((resolve) => setTimeout(() => { resolve(undefined); }, 250))]));
      if (reason === undefined) throw thrown;
      const fetched = await this.fetchBundle({ ...loaded.request, avoidWebgpu: `The GPU was lost (${reason}).` }, undefined, () => undefined);
      this.#onBackend((await this.useBundle(fetched)).backend);
      return work(this.#use().pipeline);
    }
  }

  #use(): Loaded {
    if (this.#loaded) return this.#loaded;
    throw new AppError({ code: 'no-bundle', message: 'Expected a loaded model for this request but none is loaded.', recovery: 'Choose a model first.' });
  }

  #picture(pictureId: string): Pick<DecodedPicture, 'image' | 'metadata'> {
    const picture = this.#pictures.get(pictureId);
    if (picture) return picture;
    throw new AppError({ code: 'picture-closed', message: `Expected an open picture but received the id "${pictureId}", which is closed.`, recovery: 'Open the picture again.' });
  }
}

function fetchedUrls({ source, runtimeUrl }: EngineLoad, manifest: BundleManifest, flavour: OrtFlavour): readonly string[] {
  const runtime = ortWasmFile(flavour, runtimeUrl).url;
  return 'storedId' in source ? [runtime] : [runtime, ...['manifest.json', ...bundleFileNames(manifest)].map((file) => new URL(file, source.baseUrl).href)];
}

function filesOf({ source }: EngineLoad, signal: AbortSignal | undefined): BundleFiles {
  return 'storedId' in source ? storedBundleFiles(source.storedId, signal) : urlBundleFiles(source.baseUrl, signal);
}

let easel: OffscreenCanvas | undefined;

/**
 * At once: `createImageBitmap` answers through another thread, which on a busy machine takes as long as the compositing.
 * The canvas is kept for the next frame, which costs less than a new one.
 */
function bitmapOf({ widthPx, heightPx, data }: NonNullable<PatchPixels['pixels']>): ImageBitmap {
  if (easel?.width !== widthPx || easel.height !== heightPx) easel = new OffscreenCanvas(widthPx, heightPx);
  const context = easel.getContext('2d');
  if (!context) throw new AppError({ code: 'out-of-memory', message: `Expected a canvas of ${widthPx} x ${heightPx} px to paint on but received none.`, recovery: 'Close other tabs.' });
  context.putImageData(new ImageData(data, widthPx, heightPx), 0, 0);
  return easel.transferToImageBitmap();
}
