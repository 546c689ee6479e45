import { AppError, deserialiseError } from '../core/app-error.ts';
import { PART_UNREACHABLE } from '../core/part.ts';
import type { CropSquare } from '../core/geometry.ts';
import DrawnFacesWorker from '../engine/drawn-faces-worker.ts?worker';
import type { FoundFace } from '../face/face-finder.ts';
import { DRAWN_FACES_FOLDER, FACE_MODELS_FOLDER, type FromFinder, type ToFinder } from '../face/finder-protocol.ts';
import HumanWorker from '../face/human-worker.ts?worker';
import type { FaceFinderClient, FaceFinderPicture, FindFacesOptions } from './face-finder.ts';
import { untilAborted } from './until-aborted.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';

export interface FaceFinderOptions {
  /** Makes the worker for photographed faces under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Folder of the networks and of the runtime, absolute, ending in "/"; the app's own unless given. */
  readonly modelsUrl?: string;
}

interface Pending<Face> {
  readonly resolve: (faces: readonly Face[]) => void;
  readonly reject: (thrown: Error) => void;
}

/** The client of the two face workers: one for photographed faces, one for drawn ones. Each starts when it is first needed. */
export function createFaceFinder({ spawn = (name) => new HumanWorker({ name }), modelsUrl = appUrl(FACE_MODELS_FOLDER) }: FaceFinderOptions = {}): FaceFinderClient {
  const photographed = new Finder<FoundFace>(spawn, modelsUrl);
  const drawn = new Finder<CropSquare>((name) => new DrawnFacesWorker({ name }), appUrl(DRAWN_FACES_FOLDER));
  return {
    find: (picture, options) => photographed.find(picture, options),
    findDrawn: (picture, signal) => drawn.find(picture, { signal }),
    dispose() {
      photographed.dispose();
      drawn.dispose();
    },
  };
}

class Finder<Face> {
  readonly #spawn: (name: string) => Worker;
  readonly #modelsUrl: string;
  readonly #pending = new Map<number, Pending<Face>>();
  #link: WorkerLink<ToFinder<ImageBitmap>> | undefined;
  #nextId = 0;

  constructor(spawn: (name: string) => Worker, modelsUrl: string) {
    this.#spawn = spawn;
    this.#modelsUrl = modelsUrl;
  }

  find({ bitmap, widthPx, heightPx }: FaceFinderPicture, { signal, withHints = false }: FindFacesOptions = {}): Promise<readonly Face[]> {
    const id = this.#nextId++;
    const answer = new Promise<readonly Face[]>((resolve, reject) => {
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
    return linkWorker<ToFinder<ImageBitmap>, FromFinder<Face>>('face-finder', this.#spawn, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#fail(error); },
    });
  }

  #receive(message: FromFinder<Face>): void {
    if (message.type === 'ready') return;
    const call = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'result') { call?.resolve(message.faces); return; }
    if (message.type === 'cancelled') { call?.reject(new DOMException('Cancelled', 'AbortError')); return; }
    const error = deserialiseError(message.error);
    call?.reject(error);
    // The library does not recover from a network that it could not load or run: the next call starts afresh.
    if (error.code === 'face-finder-failed' || error.code === PART_UNREACHABLE) this.#fail(error);
  }

  #fail(error: AppError): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    this.#link?.end();
    this.#link = undefined;
    for (const call of calls) call.reject(error);
  }
}

function appUrl(folder: string): string {
  return new URL(`${import.meta.env.BASE_URL}${folder}`, location.href).href;
}
