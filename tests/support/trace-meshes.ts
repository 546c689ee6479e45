/**
 * Writes the landmarks of aligned face crops for models/training/average_face.py and prototypes.py:
 *
 *     npx tsx tests/support/trace-meshes.ts CROPS-FOLDER meshes.json
 *
 * -> { file: [[x, y], ...] }: 468 points of MediaPipe's mesh in sides of the crop. A crop without a face is left out.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadHuman } from '../../src/cli/node-face-finder.ts';

/** The crop's share of what the network sees: it places landmarks best on a face that fills half of its picture. */
const SHARE = 0.6;
const SIDE_PX = 640;
const MESH_POINTS = 468;

const OFF = { enabled: false };
const FACE = {
  enabled: true, mesh: { enabled: true }, description: OFF, emotion: OFF, iris: OFF, attention: OFF, antispoof: OFF, liveness: OFF,
  detector: { minConfidence: 0.3, maxDetected: 1, rotation: false, square: false, return: false, skipFrames: 0, skipTime: 0 },
};

const [folder = '', out = ''] = process.argv.slice(2);
const human = loadHuman();
await human.load({ face: FACE });
const meshes: Record<string, readonly (readonly [number, number])[]> = {};
for (const file of (await readdir(folder)).filter((name) => /\.(jpg|webp)$/.test(name)).toSorted()) {
  const mesh = await trace(join(folder, file));
  if (mesh) meshes[file] = mesh;
}
await writeFile(out, JSON.stringify(meshes));
console.log(`${Object.keys(meshes).length} faces traced`);

async function trace(path: string): Promise<readonly (readonly [number, number])[] | undefined> {
  const cropPx = Math.round(SIDE_PX * SHARE);
  const edgePx = (SIDE_PX - cropPx) / 2;
  const pixels = await sharp(path).resize(cropPx, cropPx).extend({ top: edgePx, bottom: edgePx, left: edgePx, right: edgePx, extendWith: 'mirror' }).removeAlpha().raw().toBuffer();
  const tf = human.tf as { tensor4d(values: Float32Array, shape: readonly number[]): { dispose(): void } };
  const tensor = tf.tensor4d(Float32Array.from(pixels), [1, SIDE_PX, SIDE_PX, 3]);
  const [face] = (await human.detect(tensor as never, { face: FACE })).face;
  tensor.dispose();
  return face && face.mesh.length >= MESH_POINTS && face.faceScore > 0.8
    ? face.mesh.slice(0, MESH_POINTS).map(([x, y]) => [(x + 0.5 - edgePx) / cropPx, (y + 0.5 - edgePx) / cropPx] as const)
    : undefined;
}
