import type { CropSquare } from '../../../src/core/geometry.ts';
import type { FaceFinderClient } from '../../../src/bridge/face-finder.ts';
import type { FoundFace } from '../../../src/face/face-finder.ts';

/** What every finder sees from now on, in the page and at the command line. */
export const scripted: { found: readonly FoundFace[]; drawn: readonly CropSquare[] } = { found: [], drawn: [] };

/** The page's finder; hints come only where they are asked for. */
export function scriptedFinder(): FaceFinderClient {
  return {
    find: (_, { withHints = false } = {}) => Promise.resolve(withHints ? scripted.found : scripted.found.map((face) => ({ ...face, hints: {} }))),
    findDrawn: () => Promise.resolve(scripted.drawn.map((square) => ({ ...square, confidence: 0.9 }))),
    dispose: () => undefined,
  };
}

/** Takes the place of `cli/node-face-finder.ts`. */
export const nodeFaceFinder = {
  createNodeFaceFinder: () => ({ find: (_: unknown, options: { withHints: boolean }) => scriptedFinder().find(undefined as never, options) }),
};

/** Takes the place of `cli/node-drawn-face-finder.ts`. */
export const nodeDrawnFaceFinder = { createNodeDrawnFaceFinder: () => () => Promise.resolve(scripted.drawn) };
