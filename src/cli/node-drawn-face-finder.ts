import { readFile } from 'node:fs/promises';
import type { RgbaImage } from '../core/image.ts';
import { loadDrawnFaceNetwork } from '../engine/drawn-face-network.ts';
import { createNodeRuntime } from '../engine/runtime-node.ts';
import type { DrawnFace } from '../face/face-finder.ts';
import { findDrawnFaces, type DrawnFaceNetwork } from '../face/find-drawn-faces.ts';
import { DRAWN_FACES_FILE, DRAWN_FACES_FOLDER } from '../face/finder-protocol.ts';

/** Finds drawn faces in Node; loads its network on the first call. Calls must not overlap. */
export function createNodeDrawnFaceFinder(threads: number): (picture: RgbaImage) => Promise<readonly DrawnFace[]> {
  let network: Promise<DrawnFaceNetwork> | undefined;
  return async (picture) => findDrawnFaces(picture, await (network ??= loadNetwork(threads)));
}

async function loadNetwork(threads: number): Promise<DrawnFaceNetwork> {
  const model = await readFile(new URL(`../../${DRAWN_FACES_FOLDER}${DRAWN_FACES_FILE}`, import.meta.url));
  return loadDrawnFaceNetwork(createNodeRuntime(threads), Uint8Array.from(model));
}
