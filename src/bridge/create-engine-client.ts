import { AppError, deserialiseError } from '../core/app-error.ts';
import { isPatches, sumTimings, type EngineCallName, type EngineCalls, type FromWorker, type LoadBundleRequest, type ToWorker } from '../engine/protocol.ts';
import EngineWorker from '../engine/worker.ts?worker';
import type { CallOptions, EngineClient, EngineEvent } from './engine-client.ts';
import { latestWins } from './latest-wins.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';
import { untilAborted } from './until-aborted.ts';

export interface EngineClientOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Silence, with work outstanding, after which a worker counts as hung. */
  readonly hangMs?: number;
  /** Rest after too many deaths, before the next request starts another worker. */
  readonly restMs?: number;
}

interface Pending {
  readonly name: EngineCallName;
  readonly payload: EngineCalls[EngineCallName][0];
  readonly options: CallOptions;
  readonly resolve: (value: EngineCalls[EngineCallName][1]) => void;
  readonly reject: (thrown: Error) => void;
  readonly attempts: number;
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
  readonly #spawn: (name: string) => Worker;
  readonly #hangMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  /** What a new worker needs to take over: the bundle and the open pictures. */
  readonly #pictures = new Map<string, Blob>();
  #bundle: LoadBundleRequest | undefined;
  #link: WorkerLink<ToWorker>;
  #restoring: Promise<void> | undefined;
  #hangTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 0;
  #deathTimesMs: number[] = [];
  /** Why WebGPU is not to be tried: it hung here before, or the system is known for it. */
  #avoidWebgpu = isIos() ? 'WebGPU on iOS is not reliable yet.' : undefined;
  /** A worker that took over could not load the bundle; the next request that needs it tries again. */
  #isBundleMissing = false;
  #broken: AppError | undefined;
  /** When the worker died once too often; never where nothing can be done about it. */
  #restsSinceMs = Number.POSITIVE_INFINITY;
  readonly #restMs: number;
  #disposed = false;

  readonly render = latestWins(async (request: EngineCalls['render'][0]) => {
    const start = performance.now();
    const patches = await this.#call('render', request);
    // Shows in the browser's performance panel, and the bench reads it.
    performance.measure('mien-render', { start, detail: sumTimings(patches) });
    performance.clearMeasures('mien-render');
    return patches;
  });

  constructor({ spawn = (name) => new EngineWorker({ name }), hangMs = 60_000, restMs = 10_000 }: EngineClientOptions) {
    this.#spawn = spawn;
    this.#restMs = restMs;
    this.#hangMs = hangMs;
    if (!isSecureContext) {
      this.#broken = new AppError({
        code: 'insecure-context', message: `Expected a page served over https (or from localhost) but received ${location.origin}.`,
        recovery: 'Open it over https: browsers keep threads, locks and WebGPU from other pages.',
      });
    }
    this.#link = this.#broken ? { post: () => undefined, end: () => undefined } : this.#start();
  }

  async loadBundle(request: LoadBundleRequest, options?: CallOptions): Promise<EngineCalls['loadBundle'][1]> {
    const loaded = await this.#call('loadBundle', request, options);
    this.#bundle = request;
    this.#isBundleMissing = false;
    return loaded;
  }

  async openPicture(blob: Blob, options?: CallOptions): Promise<EngineCalls['openPicture'][1]> {
    const pictureId = `picture-${this.#nextId++}`;
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
    this.#disposed = true;
    clearTimeout(this.#hangTimer);
    this.#link.end();
    this.#rejectAll(new AppError({ code: 'engine-disposed', message: 'Expected a running engine but it was shut down.' }));
  }

  async #call<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], options: CallOptions = {}): Promise<EngineCalls[K][1]> {
    options.signal?.throwIfAborted();
    if (performance.now() - this.#restsSinceMs > this.#restMs) this.#startAfresh();
    await this.#restoring;
    options.signal?.throwIfAborted();
    if (this.#isBundleMissing && this.#bundle && NEEDS_BUNDLE.has(name)) await this.#restoreBundle(this.#bundle);
    return this.#post(name, payload, options);
  }

  #post<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], options: CallOptions = {}): Promise<EngineCalls[K][1]> {
    if (this.#broken) return Promise.reject(this.#broken);
    const id = this.#nextId++;
    const answer = new Promise<EngineCalls[K][1]>((resolve, reject) => {
      this.#pending.set(id, { name, payload, options, resolve, reject, attempts: 1 });
      this.#send(id, name, payload);
    });
    return untilAborted(answer, options.signal, () => {
      if (!this.#pending.has(id)) return;
      this.#link.post({ type: 'cancel', id });
      this.#settle(id)?.reject(new DOMException('Cancelled', 'AbortError'));
    });
  }

  #send(id: number, name: EngineCallName, payload: EngineCalls[EngineCallName][0]): void {
    const limits = { ...(this.#avoidWebgpu === undefined ? {} : { avoidWebgpu: this.#avoidWebgpu }), ...(isIos() ? { maxThreads: 1 } : {}) };
    this.#link.post({ type: 'call', id, name, payload: name === 'loadBundle' ? { ...(payload as LoadBundleRequest), ...limits } : payload });
    // Only the worker's own messages put the deadline off: a page that goes on asking must not hide a hang.
    if (this.#hangTimer === undefined) this.#armWatchdog();
  }

  #start(): WorkerLink<ToWorker> {
    return linkWorker<ToWorker, FromWorker>('engine', this.#spawn, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#restart(error); },
    });
  }

  #receive(message: FromWorker): void {
    this.#armWatchdog();
    if (message.type === 'ready') return;
    if (message.type === 'backend') { this.#emit(message); return; }
    if (message.type === 'progress') { this.#pending.get(message.id)?.options.onProgress?.(message.progress); return; }
    const call = this.#settle(message.id);
    if (!call) { if (message.type === 'result') this.#discard(message.value); return; }
    if (message.type === 'result') call.resolve(message.value);
    else call.reject(message.type === 'error' ? deserialiseError(message.error) : new DOMException('Cancelled', 'AbortError'));
  }

  #settle(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#armWatchdog();
    return call;
  }

  #armWatchdog(): void {
    clearTimeout(this.#hangTimer);
    this.#hangTimer = undefined;
    if (this.#pending.size === 0 || this.#disposed) return;
    this.#hangTimer = setTimeout(() => {
      this.#hangTimer = undefined;
      this.#link.end();
      const error = new AppError({
        code: 'engine-hung',
        message: `Expected an answer of the engine within ${this.#hangMs / 1000} s but received none.`,
        recovery: 'Try again; if it happens again, reload the page.',
      });
      // What hangs without a word is, as far as we know, always the GPU.
      this.#avoidWebgpu = 'The engine hung before.';
      this.#restart(error);
    }, this.#hangMs);
  }

  /** A new worker takes over: bundle and pictures are loaded again, then what was outstanding is asked again, once. */
  #restart(error: AppError): void {
    if (this.#disposed) return;
    const nowMs = performance.now();
    this.#deathTimesMs = [...this.#deathTimesMs.filter((timeMs) => nowMs - timeMs < DEATH_WINDOW_MS), nowMs];
    if (this.#restoring || this.#deathTimesMs.length > MAX_DEATHS) {
      this.#broken = error;
      this.#restsSinceMs = nowMs;
      this.#rejectAll(error);
      return;
    }
    const outstanding = [...this.#pending];
    this.#pending.clear();
    this.#link = this.#start();
    this.#restoring = this.#restore().then(() => {
      this.#restoring = undefined;
      if (this.#broken) {
        for (const [, call] of outstanding) call.reject(this.#broken);
        return;
      }
      for (const [id, call] of outstanding) this.#repeat(id, call, error);
      this.#emit({ type: 'restarted', reason: error.message });
    });
  }

  /** After a rest: what made the worker die, memory as a rule, may be over. */
  #startAfresh(): void {
    this.#broken = undefined;
    this.#restsSinceMs = Number.POSITIVE_INFINITY;
    this.#deathTimesMs = [];
    this.#link = this.#start();
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
    const { backend } = await this.#post('loadBundle', bundle);
    this.#isBundleMissing = false;
    this.#emit({ type: 'backend', backend });
  }

  #repeat(id: number, call: Pending, error: AppError): void {
    if (call.attempts >= MAX_ATTEMPTS) { call.reject(error); return; }
    if (call.options.signal?.aborted) { call.reject(new DOMException('Cancelled', 'AbortError')); return; }
    this.#pending.set(id, { ...call, attempts: call.attempts + 1 });
    this.#send(id, call.name, call.payload);
  }

  /** Frees what came too late for anybody. */
  #discard(value: EngineCalls[EngineCallName][1]): void {
    if (value === undefined || value instanceof Blob) return;
    if (isPatches(value)) {
      for (const { bitmap } of value) bitmap?.close();
      return;
    }
    if ('preview' in value) value.preview.close();
    // A load that was cancelled too late: the worker holds a bundle that nobody chose.
    if ('manifest' in value && this.#bundle) {
      this.#isBundleMissing = true;
      void this.#restoreBundle(this.#bundle).catch(() => undefined);
    }
  }

  #rejectAll(error: AppError): void {
    for (const call of this.#pending.values()) call.reject(error);
    this.#pending.clear();
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

const NEEDS_BUNDLE: ReadonlySet<EngineCallName> = new Set(['analyseFace', 'render', 'save', 'editFaces']);

/** iPadOS calls itself a Macintosh; only a page, not a worker, sees that it has a touch screen. */
function isIos(): boolean {
  return /iP(hone|ad|od)/.test(navigator.userAgent) || (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
}
