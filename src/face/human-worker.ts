import { Human } from '@vladmandic/human';
import { AppError, describe } from '../core/app-error.ts';
import type { WorkerScope } from '../rpc/serve.ts';
import type { FoundFace } from './face-finder.ts';
import type { FindRequest } from './finder-protocol.ts';
import { findFaces } from './find-faces.ts';
import { humanConfig, HumanNetworks } from './human-networks.ts';
import { mapFace } from './map-face.ts';
import { readSamples } from './read-samples.ts';
import { stallingFetch } from './stalling-fetch.ts';
import { scaleOf, serveFinder } from './serve-finder.ts';

/** More would not show more faces, only cost more memory. */
const MAX_SIDE_PX = 2048;

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
interface FailingScope {
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

const scope = self as unknown as WorkerScope & FailingScope;
let networks: HumanNetworks | undefined;

/** A failure inside Human rejects a promise that it gave to nobody, or none, and its caller would wait for ever. */
let giveUp: (error: Error) => void = () => undefined;
const failed = new Promise<never>((_, reject) => {
  giveUp = reject;
  scope.addEventListener('unhandledrejection', ({ reason }) => {
    reject(new AppError({
      code: 'face-finder-failed', cause: reason, message: `Expected faces from the finder but it failed: ${describe(reason)}`,
      recovery: 'Try again, or set the square on the face by hand.',
    }));
  });
});
failed.catch(() => undefined);

async function find({ picture, modelsUrl, withHints }: FindRequest<ImageBitmap>, signal: AbortSignal): Promise<readonly FoundFace[]> {
  networks ??= new HumanNetworks(startHuman(modelsUrl));
  const image = readSamples(picture.bitmap, MAX_SIDE_PX);
  const faces = await findFaces(image, networks, { signal, withHints });
  const scale = scaleOf(picture, image);
  return faces.map((face) => mapFace(face, ({ xPx, yPx }) => ({ xPx: xPx * scale.x, yPx: yPx * scale.y })));
}

function startHuman(modelsUrl: string): Human {
  globalThis.fetch = stallingFetch(globalThis.fetch.bind(globalThis), giveUp);
  const human = new Human(humanConfig({ modelBasePath: modelsUrl, wasmPath: modelsUrl }));
  // The runtime's threads would be scripts made from text, which the app's Content-Security-Policy forbids.
  (human.tf as { env(): { set(flag: string, value: boolean): void } }).env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  return human;
}

serveFinder(scope, (message, signal) => Promise.race([find(message, signal), failed]));
