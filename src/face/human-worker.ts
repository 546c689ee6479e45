import { Human } from '@vladmandic/human';
import { AppError, describe, isCancelled, serialiseError } from '../core/app-error.ts';
import { throwIfCancelled } from '../core/cancel.ts';
import type { RgbaImage } from '../core/image.ts';
import { serveForLife } from '../core/serve-for-life.ts';
import type { FoundFace } from './face-finder.ts';
import { findFaces } from './find-faces.ts';
import type { FinderPicture, FromFinder, ToFinder } from './finder-protocol.ts';
import { humanConfig, HumanNetworks } from './human-networks.ts';
import { mapFace } from './map-face.ts';

/** More would not show more faces, only cost more memory. */
const MAX_SIDE_PX = 2048;

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: FromFinder): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToFinder<ImageBitmap>>) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

type FindMessage = Extract<ToFinder<ImageBitmap>, { readonly type: 'find' }>;

const scope = self as unknown as WorkerScope;
const running = new Map<number, AbortController>();
let networks: HumanNetworks | undefined;
/** One at a time: Human keeps its settings and its last result in itself. */
let last: Promise<unknown> = Promise.resolve();

/** A failure inside Human rejects a promise that it gave to nobody, and its caller would wait for ever. */
const failed = new Promise<never>((_, reject) => {
  scope.addEventListener('unhandledrejection', ({ reason }) => {
    reject(new AppError({
      code: 'face-finder-failed', cause: reason, message: `Expected faces from the finder but it failed: ${describe(reason)}`,
      recovery: 'Try again, or set the square on the face by hand.',
    }));
  });
});
failed.catch(() => undefined);

async function find({ picture, modelsUrl, withHints }: FindMessage, signal: AbortSignal): Promise<readonly FoundFace[]> {
  throwIfCancelled(signal);
  networks ??= new HumanNetworks(startHuman(modelsUrl));
  const image = readSamples(picture);
  const faces = await findFaces(image, networks, { signal, withHints });
  const scaleX = picture.widthPx / image.widthPx;
  const scaleY = picture.heightPx / image.heightPx;
  return faces.map((face) => mapFace(face, ({ xPx, yPx }) => ({ xPx: xPx * scaleX, yPx: yPx * scaleY })));
}

function startHuman(modelsUrl: string): Human {
  const human = new Human(humanConfig({ modelBasePath: modelsUrl, wasmPath: modelsUrl }));
  // The runtime's threads would be scripts made from text, which the app's Content-Security-Policy forbids.
  (human.tf as { env(): { set(flag: string, value: boolean): void } }).env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return human;
}

function readSamples({ bitmap }: FinderPicture<ImageBitmap>): RgbaImage {
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(bitmap.width, bitmap.height));
  const widthPx = Math.max(1, Math.round(bitmap.width * scale));
  const heightPx = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  if (!context) throw new AppError({ code: 'canvas-failed', message: `Expected a drawing surface of ${widthPx} x ${heightPx} px but the browser gave none.`, recovery: 'Close other tabs, then try again.' });
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, widthPx, heightPx);
  return { widthPx, heightPx, data: context.getImageData(0, 0, widthPx, heightPx).data };
}

async function answer(message: FindMessage): Promise<void> {
  const { id, picture } = message;
  const controller = new AbortController();
  running.set(id, controller);
  const turn = last.then(() => find(message, controller.signal));
  last = turn.catch(() => undefined);
  try {
    scope.postMessage({ type: 'result', id, faces: await Promise.race([turn, failed]) });
  } catch (thrown) {
    scope.postMessage(isCancelled(thrown) ? { type: 'cancelled', id } : { type: 'error', id, error: serialiseError(thrown) });
  } finally {
    picture.bitmap.close();
    running.delete(id);
  }
}

serveForLife<ToFinder<ImageBitmap>>(scope, navigator.locks, (message) => {
  if (message.type === 'cancel') running.get(message.id)?.abort();
  else void answer(message);
});
