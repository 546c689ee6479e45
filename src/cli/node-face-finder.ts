import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Human } from '@vladmandic/human';
import type { RgbaImage } from '../core/image.ts';
import type { FaceFinder } from '../face/face-finder.ts';
import { findFaces } from '../face/find-faces.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import { humanConfig, HumanNetworks } from '../face/human-networks.ts';

/** The finder in Node: the same networks on the same WebAssembly, read from `node_modules`. */
export function createNodeFaceFinder(): FaceFinder<RgbaImage> {
  const networks = new HumanNetworks(loadHuman());
  const queue = new SerialQueue();
  return { find: (picture, options) => queue.add(() => findFaces(picture, networks, options)) };
}

/** Human's package exports no path but its main file, which wants tfjs-node; the WebAssembly build lies beside it. */
export function loadHuman(): Human {
  const require = createRequire(import.meta.url);
  const dist = dirname(require.resolve('@vladmandic/human'));
  const { Human } = require(join(dist, 'human.node-wasm.js')) as typeof import('@vladmandic/human');
  const human = new Human(humanConfig({
    modelBasePath: pathToFileURL(join(dist, '../models/')).href,
    wasmPath: join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '../wasm-out/'),
  }));
  (human.tf as TfIo).io.registerLoadRouter((url) => (String(url).startsWith('file:') ? { load: () => readModel(String(url)) } : null));
  return human;
}

/** As much of tfjs as is used here; Human does not type it. */
interface TfIo {
  readonly io: { registerLoadRouter(router: (url: unknown) => { load(): Promise<object> } | null): void };
}

interface ModelFile {
  readonly weightsManifest: readonly [{ readonly paths: readonly [string]; readonly weights: readonly object[] }];
}

/** tfjs itself reads models over HTTP only. */
async function readModel(url: string): Promise<object> {
  const { weightsManifest: [{ paths, weights }], ...model } = JSON.parse(await readFile(fileURLToPath(url), 'utf8')) as ModelFile;
  const { buffer, byteOffset, byteLength } = await readFile(new URL(paths[0], url));
  return { ...model, weightSpecs: weights, weightData: buffer.slice(byteOffset, byteOffset + byteLength) };
}
