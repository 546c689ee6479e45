import { AppError } from '../core/app-error.ts';
import { throwIfCancelled } from '../core/cancel.ts';
import EngineWorker from '../engine/engine-worker.ts?worker';
import { isPatches, type BackendReport, type EngineCallName, type EngineCalls, type EngineLoad, type LoadBundleRequest, type Progress } from '../engine/engine-protocol.ts';
import { sumTimings } from '../core/render-timing.ts';
import { Caller } from '../rpc/call.ts';
import type { CallOptions, EngineClient, EngineEvent, OpenOptions } from './engine-client.ts';
import { latestWins } from './latest-wins.ts';
import { noteFlavour, pageFlavour } from './page-runtime.ts';

export interface EngineClientOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Folder with the files of onnxruntime-web, an absolute URL ending in "/"; absent: they lie where the build put them. */
  readonly runtimeUrl?: string | undefined;
  /** Silence, with work outstanding, after which a worker counts as hung. */
  readonly hangMs?: number;
  /** The first worker waits for this, and every request with it: the page paints first. */
  readonly startsAfter?: Promise<void> | undefined;
  /** Rest after too many deaths, before the next request starts another worker. */
  readonly restMs?: number;
}

const MAX_ATTEMPTS = 2;
/** More deaths than this within the window, and starting yet another worker would only go on for ever. */
const MAX_DEATHS = 3;
const DEATH_WINDOW_MS = 120_000;

/** Starts the engine worker and returns its client. */
export function createEngineClient(options: EngineClientOptions = {}): EngineClient {
  return new Client(options);
}

class Client implements EngineClient {
  readonly #caller: Caller<EngineCalls, Progress, BackendReport>;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  /** What a new worker needs to take over: the bundle and the open pictures. */
  readonly #pictures = new Map<string, Blob>();
  #bundle: LoadBundleRequest | undefined;
  #restoring: Promise<void> | undefined;
  #starting: Promise<void> | undefined;
  #deathTimesMs: number[] = [];
  /** Why WebGPU is not to be tried: it hung here before, or the system is known for it. */
  #avoidWebgpu = isIos() ? 'WebGPU on iOS is not reliable yet.' : undefined;
  /** A worker that took over could not load the bundle; the next request that needs it tries again. */
  #isBundleMissing = false;
  /** Why there is no worker any more. */
  #broken: AppError | undefined;
  /** When the worker died once too often; never where nothing can be done about it. */
  #restsSinceMs = Number.POSITIVE_INFINITY;
  readonly #restMs: number;

  readonly render = latestWins(async (request: EngineCalls['render'][0]) => {
    const start = performance.now();
    const patches = await this.#call('render', request);
    // Shows in the browser's performance panel, and the bench reads it.
    performance.measure('mien-render', { start, detail: sumTimings(patches) });
    performance.clearMeasures('mien-render');
    return patches;
  });

  constructor({ spawn = (name) => new EngineWorker({ name }), runtimeUrl, hangMs = 60_000, restMs = 10_000, startsAfter }: EngineClientOptions) {
    this.#restMs = restMs;
    this.#caller = new Caller({
      role: 'engine', spawn, recovery: 'Close other tabs or use a smaller picture, then try again.',
      hang: { ms: hangMs, error: () => this.#noteHang(hangMs) },
      onDeath: (error) => { this.#restart(error); },
      onEvent: (backend) => { this.#emit({ type: 'backend', backend }); },
      onLate: (value) => { this.#discard(value); },
      outgoing: (name, payload) => (name === 'loadBundle' ? { ...(payload as LoadBundleRequest), ...this.#limits(), runtimeUrl } : payload),
    });
    if (isSecureContext && startsAfter) this.#starting = startsAfter.then(() => { this.#caller.start(); });
    else if (isSecureContext) this.#caller.start();
    else this.#broken = new AppError({
      code: 'insecure-context', message: `Expected a page served over https (or from localhost) but received ${location.origin}.`,
      recovery: 'Open it over https: browsers keep threads, locks and WebGPU from other pages.',
    });
  }

  async loadBundle(request: LoadBundleRequest, options: CallOptions = {}): Promise<EngineCalls['loadBundle'][1]> {
    const loaded = await this.#call('loadBundle', request, { ...options, onProgress: (progress) => { noteFlavour(progress.flavour); options.onProgress?.(progress); } });
    this.#bundle = request;
    this.#isBundleMissing = false;
    return loaded;
  }

  async openPicture(blob: Blob, { pictureId = crypto.randomUUID(), ...options }: OpenOptions = {}): Promise<EngineCalls['openPicture'][1]> {
    const opened = await this.#call('openPicture', { pictureId, blob }, options);
    this.#pictures.set(pictureId, blob);
    return opened;
  }

  async closePicture(pictureId: string): Promise<void> {
    this.#pictures.delete(pictureId);
    await this.#call('closePicture', { pictureId });
  }

  analyseFace(pictureId: string, square: EngineCalls['analyseFace'][0]['square'], options?: CallOptions): Promise<EngineCalls['analyseFace'][1]> {
    return this.#call('analyseFace', { pictureId, square }, options);
  }

  explainFace(request: EngineCalls['explainFace'][0], options?: CallOptions): Promise<EngineCalls['explainFace'][1]> {
    return this.#call('explainFace', request, options);
  }

  readReference(request: EngineCalls['readReference'][0], options?: CallOptions): Promise<EngineCalls['readReference'][1]> {
    return this.#call('readReference', request, options);
  }

  renderApart(request: EngineCalls['render'][0], options?: CallOptions): Promise<EngineCalls['render'][1]> {
    return this.#call('render', request, options);
  }

  save(request: EngineCalls['save'][0], options?: CallOptions): Promise<Blob> {
    return this.#call('save', request, options);
  }

  editFaces(request: EngineCalls['editFaces'][0], options?: CallOptions): Promise<EngineCalls['editFaces'][1]> {
    return this.#call('editFaces', request, options);
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  dispose(): void {
    this.#restsSinceMs = Number.POSITIVE_INFINITY;
    this.#abandon(new AppError({ code: 'engine-disposed', message: 'Expected a running engine but it was shut down.' }));
  }

  async #call<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], options: CallOptions = {}): Promise<EngineCalls[K][1]> {
    throwIfCancelled(options.signal);
    if (performance.now() - this.#restsSinceMs > this.#restMs) this.#startAfresh();
    await this.#starting;
    await this.#restoring;
    if (this.#isBundleMissing && this.#bundle && NEEDS_BUNDLE.has(name)) await this.#restoreBundle(this.#bundle);
    return this.#post(name, payload, options);
  }

  #post<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], options?: CallOptions): Promise<EngineCalls[K][1]> {
    return this.#broken ? Promise.reject(this.#broken) : this.#caller.call(name, payload, options);
  }

  #limits(): Omit<EngineLoad, keyof LoadBundleRequest> {
    const flavour = pageFlavour();
    return {
      ...(this.#avoidWebgpu === undefined ? {} : { avoidWebgpu: this.#avoidWebgpu }),
      ...(flavour === undefined ? {} : { flavour }),
      maxThreads: isIos() ? 1 : navigator.hardwareConcurrency,
    };
  }

  #noteHang(hangMs: number): AppError {
    // What hangs without a word is, as far as we know, always the GPU.
    this.#avoidWebgpu = 'The engine hung before.';
    return new AppError({
      code: 'engine-hung', message: `Expected an answer of the engine within ${hangMs / 1000} s but received none.`,
      recovery: 'Try again; if it happens again, reload the page.',
    });
  }

  /** A new worker takes over: bundle and pictures are loaded again, then what was outstanding is asked again, once. */
  #restart(error: AppError): void {
    const nowMs = performance.now();
    this.#deathTimesMs = [...this.#deathTimesMs.filter((timeMs) => nowMs - timeMs < DEATH_WINDOW_MS), nowMs];
    if (this.#restoring || this.#deathTimesMs.length > MAX_DEATHS) {
      this.#restsSinceMs = nowMs;
      this.#abandon(error);
      return;
    }
    const outstanding = this.#caller.takeOpen();
    this.#caller.start();
    this.#restoring = this.#restore().then(() => {
      this.#restoring = undefined;
      for (const call of outstanding) {
        if (this.#broken) call.reject(this.#broken);
        else if (call.attempts >= MAX_ATTEMPTS) call.reject(error);
        else this.#caller.repeat(call);
      }
      if (!this.#broken) this.#emit({ type: 'restarted', reason: error.message });
    });
  }

  #abandon(error: AppError): void {
    this.#broken = error;
    this.#caller.fail(error);
  }

  /** After a rest: what made the worker die, memory as a rule, may be over. */
  #startAfresh(): void {
    this.#broken = undefined;
    this.#restsSinceMs = Number.POSITIVE_INFINITY;
    this.#deathTimesMs = [];
    this.#caller.start();
    this.#restoring = this.#restore().then(() => { this.#restoring = undefined; });
  }

  /** Never fails: what cannot be had now fails, with its own message, when it is next asked for. */
  async #restore(): Promise<void> {
    for (const [pictureId, blob] of this.#pictures) {
      await this.#post('openPicture', { pictureId, blob }).then(({ preview }) => { preview.close(); }, () => undefined);
    }
    if (!this.#bundle) return;
    this.#isBundleMissing = true;
    await this.#restoreBundle(this.#bundle).catch(() => undefined);
  }

  async #restoreBundle(bundle: LoadBundleRequest): Promise<void> {
    const { backend } = await this.#post('loadBundle', bundle, { onProgress: ({ flavour }) => { noteFlavour(flavour); } });
    this.#isBundleMissing = false;
    this.#emit({ type: 'backend', backend });
  }

  /** Frees what came too late for anybody. */
  #discard(value: EngineCalls[EngineCallName][1]): void {
    if (value === undefined || value instanceof Blob) return;
    if (isPatches(value)) {
      for (const { bitmap } of value) bitmap?.close();
      return;
    }
    if ('preview' in value) value.preview.close();
    if ('crops' in value) for (const { before, after } of [value.crops, value.portraits]) { before.close(); after.close(); }
    if ('crop' in value) value.crop.close();
    // A load that was cancelled too late: the worker holds a bundle that nobody chose.
    if ('manifest' in value && this.#bundle) {
      this.#isBundleMissing = true;
      void this.#restoreBundle(this.#bundle).catch(() => undefined);
    }
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const NEEDS_BUNDLE: ReadonlySet<EngineCallName> = new Set(['analyseFace', 'explainFace', 'readReference', 'render', 'save', 'editFaces']);

/** iPadOS calls itself a Macintosh; only a page, not a worker, sees that it has a touch screen. */
function isIos(): boolean {
  return /iP(hone|ad|od)/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
}
