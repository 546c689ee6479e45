import { AppError, deserialiseError } from '../core/app-error.ts';
import type { EngineCallName, EngineCalls, FromWorker, LoadBundleRequest } from '../engine/protocol.ts';
import EngineWorker from '../engine/worker.ts?worker';
import type { CallOptions, EngineClient, EngineEvent } from './engine-client.ts';
import { latestWins } from './latest-wins.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';

export interface EngineClientOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Silence, with work outstanding, after which a worker counts as hung. */
  readonly hangMs?: number;
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
const MAX_DEATHS_IN_ROW = 3;

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
  #link: WorkerLink;
  #restoring: Promise<void> | undefined;
  #hangTimer: ReturnType<typeof setTimeout> | undefined;
  #nextId = 0;
  #deathsInRow = 0;
  #broken: AppError | undefined;
  #disposed = false;

  readonly render = latestWins(async (request: EngineCalls['render'][0]) => {
    const start = performance.now();
    const patch = await this.#call('render', request);
    // Shows in the browser's performance panel, and the bench reads it.
    performance.measure('mien-render', { start, detail: patch.timing });
    performance.clearMeasures('mien-render');
    return patch;
  });

  constructor({ spawn = (name) => new EngineWorker({ name }), hangMs = 60_000 }: EngineClientOptions) {
    this.#spawn = spawn;
    this.#hangMs = hangMs;
    this.#link = this.#start();
  }

  async loadBundle(request: LoadBundleRequest, options?: CallOptions): Promise<EngineCalls['loadBundle'][1]> {
    const loaded = await this.#call('loadBundle', request, options);
    this.#bundle = request;
    return loaded;
  }

  async openPicture(blob: Blob, options?: CallOptions): Promise<EngineCalls['openPicture'][1]> {
    const pictureId = crypto.randomUUID();
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

  save(request: EngineCalls['save'][0], options?: CallOptions): Promise<Blob> {
    return this.#call('save', request, options);
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
    await this.#restoring;
    if (this.#broken) throw this.#broken;
    options.signal?.throwIfAborted();
    return this.#post(name, payload, options);
  }

  #post<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], options: CallOptions = {}): Promise<EngineCalls[K][1]> {
    return new Promise<EngineCalls[K][1]>((resolve, reject) => {
      const id = this.#nextId++;
      const cancel = (): void => {
        if (!this.#pending.has(id)) return;
        this.#link.post({ type: 'cancel', id });
        this.#settle(id)?.reject(new DOMException('Cancelled', 'AbortError'));
      };
      options.signal?.addEventListener('abort', cancel, { once: true });
      this.#pending.set(id, { name, payload, options, resolve, reject, attempts: 1 });
      this.#link.post({ type: 'call', id, name, payload });
      this.#armWatchdog();
    });
  }

  #start(): WorkerLink {
    return linkWorker(this.#spawn, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#restart(error, this.#bundle); },
    });
  }

  #receive(message: FromWorker): void {
    this.#armWatchdog();
    if (message.type === 'ready') return;
    if (message.type === 'backend') { this.#emit(message); return; }
    if (message.type === 'progress') { this.#pending.get(message.id)?.options.onProgress?.(message.progress); return; }
    const call = this.#settle(message.id);
    if (!call) { if (message.type === 'result') discard(message.value); return; }
    this.#deathsInRow = this.#restoring ? this.#deathsInRow : 0;
    if (message.type === 'result') call.resolve(message.value);
    else call.reject(message.type === 'error' ? deserialiseError(message.error) : new DOMException('Cancelled', 'AbortError'));
  }

  #settle(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    this.#armWatchdog();
    return call;
  }

  #armWatchdog(): void {
    clearTimeout(this.#hangTimer);
    if (this.#pending.size === 0 || this.#disposed) return;
    this.#hangTimer = setTimeout(() => {
      this.#link.end();
      const error = new AppError({
        code: 'engine-hung',
        message: `Expected an answer of the engine within ${this.#hangMs / 1000} s but received none.`,
        recovery: 'Try again; if it happens again, reload the page.',
      });
      // What hangs without a word is, as far as we know, always the GPU.
      this.#restart(error, this.#bundle && { ...this.#bundle, backend: 'wasm' });
    }, this.#hangMs);
  }

  /** A new worker takes over: bundle and pictures are loaded again, then what was outstanding is asked again, once. */
  #restart(error: AppError, bundle: LoadBundleRequest | undefined): void {
    if (this.#disposed) return;
    this.#deathsInRow++;
    if (this.#restoring || this.#deathsInRow > MAX_DEATHS_IN_ROW) {
      // A worker that dies while it takes over would do so for ever.
      this.#broken = error;
      this.#rejectAll(error);
      return;
    }
    const outstanding = [...this.#pending];
    this.#pending.clear();
    this.#link = this.#start();
    this.#restoring = this.#restore(bundle).then(() => {
      this.#restoring = undefined;
      for (const [id, call] of outstanding) this.#repeat(id, call, error);
      this.#emit({ type: 'restarted', reason: error.message });
    }, (thrown: unknown) => {
      this.#restoring = undefined;
      for (const [, call] of outstanding) call.reject(thrown instanceof Error ? thrown : error);
    });
  }

  async #restore(bundle: LoadBundleRequest | undefined): Promise<void> {
    if (bundle) this.#emit({ type: 'backend', backend: (await this.#post('loadBundle', bundle)).backend });
    for (const [pictureId, blob] of this.#pictures) (await this.#post('openPicture', { pictureId, blob })).preview.close();
  }

  #repeat(id: number, call: Pending, error: AppError): void {
    if (call.attempts >= MAX_ATTEMPTS) { call.reject(error); return; }
    if (call.options.signal?.aborted) { call.reject(new DOMException('Cancelled', 'AbortError')); return; }
    this.#pending.set(id, { ...call, attempts: call.attempts + 1 });
    this.#link.post({ type: 'call', id, name: call.name, payload: call.payload });
    this.#armWatchdog();
  }

  #rejectAll(error: AppError): void {
    for (const call of this.#pending.values()) call.reject(error);
    this.#pending.clear();
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Frees what came too late for anybody. */
function discard(value: EngineCalls[EngineCallName][1]): void {
  if (value === undefined || value instanceof Blob) return;
  if ('bitmap' in value) value.bitmap?.close();
  if ('preview' in value) value.preview.close();
}
