import { findDrawnFaces, LONGEST_SIDE_PX, type DrawnFaceNetwork } from '../face/find-drawn-faces.ts';
import { DRAWN_FACES_FILE, type FindRequest } from '../face/finder-protocol.ts';
import { readSamples } from '../face/read-samples.ts';
import { scaleOf, serveFinder } from '../face/serve-finder.ts';
import type { WorkerScope } from '../rpc/serve.ts';
import { fetchPart } from '../bundle/bundle-url.ts';
import { loadDrawnFaceNetwork } from './drawn-face-network.ts';
import { loadOrt, ortWasmFile, webRuntime } from './runtime-web.ts';

let network: DrawnFaceNetwork | undefined;

/** One thread: it runs once a picture, while the engine's threads are at work. */
async function loadNetwork({ modelsUrl, runtime: flavour }: Pick<FindRequest<ImageBitmap>, 'modelsUrl' | 'runtime'>): Promise<DrawnFaceNetwork> {
  const [wasm, model] = await Promise.all([fetchPart('the runtime', ortWasmFile(flavour).url), fetchPart('the finder of drawn faces', new URL(DRAWN_FACES_FILE, modelsUrl).href)]);
  return loadDrawnFaceNetwork(webRuntime(await loadOrt(flavour, wasm, 1), 'wasm', 1), model);
}

serveFinder(self as unknown as WorkerScope, async ({ picture, ...request }, signal) => {
  network ??= await loadNetwork(request);
  const image = readSamples(picture.bitmap, LONGEST_SIDE_PX);
  const { x, y } = scaleOf(picture, image);
  const squares = await findDrawnFaces(image, network, signal);
  return squares.map(({ centreXPx, centreYPx, sidePx, ...face }) => ({ ...face, centreXPx: centreXPx * x, centreYPx: centreYPx * y, sidePx: sidePx * Math.sqrt(x * y) }));
});
