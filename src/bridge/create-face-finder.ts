import { AppError } from '../core/app-error.ts';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';
import { PART_UNREACHABLE } from '../core/part.ts';
import DrawnFacesWorker from '../engine/drawn-faces-worker.ts?worker';
import type { DrawnFace, FoundFace } from '../face/face-finder.ts';
import { DRAWN_FACES_FOLDER, FACE_MODELS_FOLDER, type FinderCalls, type FindRequest } from '../face/finder-protocol.ts';
import HumanWorker from '../face/human-worker.ts?worker';
import { Caller } from '../rpc/call.ts';
import type { FaceFinderClient, FaceFinderPicture } from './face-finder.ts';
import { pageFlavour } from './page-runtime.ts';

export interface FaceFinderOptions {
  /** Makes the worker for photographed faces under the given name. */
  readonly spawn?: (name: string) => Worker;
  /** Folder of the networks and of the runtime, absolute, ending in "/"; the app's own unless given. */
  readonly modelsUrl?: string;
}

/** The client of the two face workers: one for photographed faces, one for drawn ones. Each starts when it is first needed. */
export function createFaceFinder({ spawn = (name) => new HumanWorker({ name }), modelsUrl = appUrl(FACE_MODELS_FOLDER) }: FaceFinderOptions = {}): FaceFinderClient {
  const photographed = newCaller<FoundFace>(spawn);
  const drawn = newCaller<DrawnFace>((name) => new DrawnFacesWorker({ name }));
  // Only what the worker needs: whatever else the caller's object holds would be copied along.
  const sent = ({ bitmap, widthPx, heightPx }: FaceFinderPicture): Pick<FindRequest<ImageBitmap>, 'picture' | 'runtime'> => ({ picture: { bitmap, widthPx, heightPx }, runtime: pageFlavour() ?? 'wasm' });
  return {
    find: (picture, { signal, withHints = false } = {}) => photographed.call('find', { ...sent(picture), modelsUrl, withHints }, { signal }),
    findDrawn: (picture, signal) => drawn.call('find', { ...sent(picture), modelsUrl: appUrl(DRAWN_FACES_FOLDER), withHints: false }, { signal }),
    dispose() {
      for (const caller of [photographed, drawn]) caller.fail(new AppError({ code: 'face-finder-disposed', message: 'Expected a running face finder but it was shut down.' }));
    },
  };
}

function hung(): AppError {
  return new AppError({
    code: 'face-finder-hung', message: `Expected an answer of the face finder within ${FILE_LIMIT_MS / 1000} s but received none.`,
    recovery: 'Try again, or set the square on the face by hand.',
  });
}

function newCaller<Face>(spawn: (name: string) => Worker): Caller<FinderCalls<Face, ImageBitmap>> {
  const caller = new Caller<FinderCalls<Face, ImageBitmap>>({
    role: 'face-finder', spawn, isSerial: true, hang: { ms: FILE_LIMIT_MS, error: hung },
    // The library does not recover from a network that it could not load or run: the next call starts afresh.
    onError: (error) => {
      if (error.code === 'face-finder-failed') caller.restart();
      else if (error.code === PART_UNREACHABLE) caller.fail(error);
    },
  });
  return caller;
}

function appUrl(folder: string): string {
  return new URL(`${import.meta.env.BASE_URL}${folder}`, location.href).href;
}
