import { AppError, deserialiseError } from '../core/app-error.ts';
import type { FoundFace } from '../face/face-finder.ts';
import { FACE_MODELS_FOLDER, type FromFinder, type ToFinder } from '../face/finder-protocol.ts';
import HumanWorker from '../face/human-worker.ts?worker';
import type { FaceFinderClient, FaceFinderPicture, FindFacesOptions } from './face-finder.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';
import { untilAborted } from './until-aborted.ts';

export interface FaceFinderOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Folder of the networks and of the runtime, absolute, ending in "/"; the app's own unless given. */
  readonly modelsUrl?: string;
}

interface Pending {
  readonly resolve: (faces: readonly FoundFace[]) => void;
  readonly reject: (thrown: Error) => void;
}

/** The client of the face worker. */
export function createFaceFinder(options: FaceFinderOptions = {}): FaceFinderClient {
  return new Finder(options);
}

class Finder implements FaceFinderClient {
  readonly #spawn: (name: string) => Worker;
  readonly #modelsUrl: string;
  readonly #pending = new Map<number, Pending>();
  #link: WorkerLink<ToFinder<ImageBitmap>> | undefined;
  #nextId = 0;

  constructor({ spawn = (name) => new HumanWorker({ name }), modelsUrl = appModelsUrl() }: FaceFinderOptions) {
    this.#spawn = spawn;
    this.#modelsUrl = modelsUrl;
  }

  find({ bitmap, widthPx, heightPx }: FaceFinderPicture, { signal, withHints = false }: FindFacesOptions = {}): Promise<readonly FoundFace[]> {
    const id = this.#nextId++;
    const answer = new Promise<readonly FoundFace[]>((resolve, reject) => {
      signal?.throwIfAborted();
      this.#pending.set(id, { resolve, reject });
      this.#link ??= this.#start();
      this.#link.post({ type: 'find', id, picture: { bitmap, widthPx, heightPx }, modelsUrl: this.#modelsUrl, withHints });
    });
    return untilAborted(answer, signal, () => { if (this.#pending.has(id)) this.#link?.post({ type: 'cancel', id }); });
  }

  dispose(): void {
    this.#fail(new AppError({ code: 'face-finder-disposed', message: 'Expected a running face finder but it was shut down.' }));
  }

  #start(): WorkerLink<ToFinder<ImageBitmap>> {
    return linkWorker<ToFinder<ImageBitmap>, FromFinder>('face-finder', this.#spawn, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#fail(error); },
    });
  }

  #receive(message: FromFinder): void {
    if (message.type === 'ready') return;
    const call = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'result') { call?.resolve(message.faces); return; }
    if (message.type === 'cancelled') { call?.reject(new DOMException('Cancelled', 'AbortError')); return; }
    const error = deserialiseError(message.error);
    call?.reject(error);
    // The library does not recover from a network that it could not load or run: the next call starts afresh.
    if (error.code === 'face-finder-failed') this.#fail(error);
  }

  #fail(error: AppError): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    this.#link?.end();
    this.#link = undefined;
    for (const call of calls) call.reject(error);
  }
}

function appModelsUrl(): string {
  return new URL(`${import.meta.env.BASE_URL}${FACE_MODELS_FOLDER}`, location.href).href;
}
