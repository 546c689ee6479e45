import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MASK_CELLS, maskText, openMask } from '../../../src/core/brush-mask.ts';
import type { RecipeEdit } from '../../../src/batch/recipe.ts';
import type { FoundFace } from '../../../src/face/face-finder.ts';
import type { CropSquare } from '../../../src/core/geometry.ts';
import { encodePng } from '../../../src/picture/encode-png.ts';
import { MANIFEST_FILE } from '../../../src/l2m/bundle.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import { noisePicture } from '../../support/pictures.ts';
import { writeFiles } from '../../support/mien.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';
import { faceAt } from '../state/finder-double.ts';
import { scripted } from './scripted-finders.ts';
import { byBatch, byCommandLine, byEditor, recipeOf, watchRenders } from './three-ways.ts';

vi.mock('../../../src/cli/node-face-finder.ts', async () => (await import('./scripted-finders.ts')).nodeFaceFinder);
vi.mock('../../../src/cli/worker-pool.ts', async () => import('./in-process-pool.ts'));
vi.mock('../../../src/cli/node-drawn-face-finder.ts', async () => (await import('./scripted-finders.ts')).nodeDrawnFaceFinder);

type Bundle = 'photos' | 'photos-unclassified' | 'drawings' | 'domains' | 'domains-unclassified';

const NAMED: BundleManifest['domains'] = { kind: 'named', names: 'abcdefgh'.split('').map((id) => ({ id, title: id })) };
const CHANGES: Readonly<Record<Bundle, (manifest: BundleManifest) => Partial<BundleManifest>>> = {
  photos: () => ({ alignment: 'tight' }),
  'photos-unclassified': ({ graphs }) => ({ alignment: 'tight', graphs: { ...graphs, 'attribute-classifier': undefined } }),
  drawings: () => ({ alignment: 'none' }),
  domains: () => ({ alignment: 'none', domains: NAMED }),
  'domains-unclassified': ({ graphs }) => ({ alignment: 'none', domains: NAMED, graphs: { ...graphs, 'attribute-classifier': undefined } }),
};

const at = (centreXPx: number, centreYPx: number, sidePx: number, rotationRad = 0): CropSquare => ({ centreXPx, centreYPx, sidePx, rotationRad });
const levels = (all: Record<string, number | 'flip'>, sources?: Record<string, 0 | 1>): RecipeEdit => ({ kind: 'attributes', levels: all, ...(sources ? { sources } : {}) });
const domain = (target: string, source?: string): RecipeEdit => ({ kind: 'domain', target, strength: 1, ...(source === undefined ? {} : { source }) });

/** Half of the face as it was. */
const HALF = maskText(openMask().fill(0, 0, MASK_CELLS * MASK_CELLS / 2))!;

interface Case {
  readonly bundle: Bundle;
  readonly size: readonly [widthPx: number, heightPx: number];
  readonly found?: readonly FoundFace[];
  readonly drawn?: readonly CropSquare[];
  readonly edit: RecipeEdit;
  readonly faces?: 'largest';
  /** Another picture leads, in which the finders see the same. */
  readonly isLed?: true;
  readonly mask?: string;
  /** How many faces are looked at, and on how many something changes. */
  readonly looked: number | string;
  readonly changed: number;
}

const cases: Readonly<Record<string, Case>> = {
  'a photographed face': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 1.3, gender: -0.2 }), looked: 1, changed: 1 },
  'a tilted one, between pixels': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140.123_456, 110.654_321, 97.531, 0.412_345))], edit: levels({ smile: 1.3 }), looked: 1, changed: 1 },
  'one that the border cuts off': { bundle: 'photos', size: [300, 220], found: [faceAt(at(8, 205, 130, -0.2))], edit: levels({ age: 1.4 }), looked: 1, changed: 1 },
  'several that overlap': { bundle: 'photos', size: [300, 220], found: [faceAt(at(110, 100, 120)), faceAt(at(170, 120, 90, 0.3)), faceAt(at(250, 60, 50))], edit: levels({ smile: 1.3, age: 1.2 }), looked: 3, changed: 3 },
  'two of which a brush has released a half': { bundle: 'photos', size: [300, 220], found: [faceAt(at(110, 100, 120)), faceAt(at(170, 120, 90, 0.3))], edit: levels({ smile: 1.3, age: 1.2 }), mask: HALF, looked: 2, changed: 2 },
  'the largest of several': { bundle: 'photos', size: [300, 220], found: [faceAt(at(110, 100, 120)), faceAt(at(200, 120, 60))], edit: levels({ smile: 1.3 }), faces: 'largest', looked: 1, changed: 1 },
  'a face that is turned over, whatever it is now': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 'flip' }), looked: 1, changed: 1 },
  'a face of which the classifier is unsure, to one end': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 1 }), looked: 1, changed: 1 },
  'the same face to the other end': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 0 }), looked: 1, changed: 1 },
  'a crop in which no face is found': { bundle: 'photos', size: [150, 140], edit: levels({ smile: 1.3 }), looked: 1, changed: 1 },
  'a larger picture in which none is found': { bundle: 'photos', size: [300, 280], edit: levels({ smile: 1.3 }), looked: 'no-face', changed: 0 },
  'without a classifier, a face that smiles already by the finder’s hints': {
    bundle: 'photos-unclassified', size: [300, 220], found: [faceAt(at(140, 110, 120), { happyProbability: 0.9 })], edit: levels({ smile: 1 }), looked: 1, changed: 0,
  },
  'without a classifier, one that does not': {
    bundle: 'photos-unclassified', size: [300, 220], found: [faceAt(at(140, 110, 120), { happyProbability: 0.1, ageYears: 70 })], edit: levels({ smile: 1, age: 0 }), looked: 1, changed: 1,
  },
  'without a classifier and hints, what nobody can tell': { bundle: 'photos-unclassified', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 1 }), looked: 1, changed: 0 },
  'without a classifier and hints, what a person says': { bundle: 'photos-unclassified', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 1 }, { smile: 0 }), looked: 1, changed: 1 },
  // One of these two is against the classifier.
  'a face that a person says is not smiling': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 1 }, { smile: 0 }), looked: 1, changed: 1 },
  'a face that a person says is smiling': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: levels({ smile: 0 }, { smile: 1 }), looked: 1, changed: 1 },
  'drawn faces, one beyond the border, the surest not the largest': {
    bundle: 'drawings', size: [400, 300], drawn: [at(70.123_456, 80, 60), at(250, 160, 150), at(-6, 250, 70)], edit: levels({ smile: 1.3 }), looked: 3, changed: 3,
  },
  'the largest drawn face': { bundle: 'drawings', size: [400, 300], drawn: [at(70, 80, 60), at(250, 160, 150)], edit: levels({ smile: 1.3 }), faces: 'largest', looked: 1, changed: 1 },
  'a drawn face that fills its picture': { bundle: 'drawings', size: [220, 200], drawn: [at(110, 95, 180)], edit: levels({ smile: 1.3 }), looked: 1, changed: 1 },
  'named domains, from where the classifier sees': { bundle: 'domains', size: [220, 200], edit: domain('e'), looked: 1, changed: 1 },
  'named domains, from where a person says': { bundle: 'domains', size: [220, 200], edit: domain('a', 'f'), looked: 1, changed: 1 },
  'named domains without a classifier, to the table’s first': { bundle: 'domains-unclassified', size: [220, 200], edit: domain('a'), looked: 1, changed: 1 },
  'named domains without a classifier, to another': { bundle: 'domains-unclassified', size: [220, 200], edit: domain('d'), looked: 1, changed: 1 },
  'a face that another one leads': { bundle: 'photos', size: [300, 220], found: [faceAt(at(140, 110, 120))], edit: { kind: 'attributes', levels: {}, reference: { file: 'ref.png' } }, isLed: true, looked: 1, changed: 1 },
  'two that another one leads in part, beside a level': {
    bundle: 'photos', size: [300, 220], found: [faceAt(at(110, 100, 120)), faceAt(at(230, 120, 90, 0.3))],
    edit: { kind: 'attributes', levels: { age: 1.4 }, reference: { file: 'ref.png', attributes: ['smile'], strength: 1.2 } }, isLed: true, looked: 2, changed: 2,
  },
  'an animal that is to be like another': { bundle: 'domains', size: [220, 200], edit: { kind: 'domain', target: 'e', strength: 1, reference: { file: 'ref.png' } }, isLed: true, looked: 1, changed: 1 },
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-agreement-'));
  const { files, manifest } = await makeTinyBundle();
  for (const [name, changes] of Object.entries(CHANGES)) {
    const changed = new TextEncoder().encode(JSON.stringify({ ...manifest, ...changes(manifest) }));
    await mkdir(join(folder, name));
    await writeFiles(join(folder, name), { ...Object.fromEntries(files), [MANIFEST_FILE]: changed });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => { watchRenders(); vi.spyOn(console, 'log').mockReturnValue(); });
afterEach(() => { vi.restoreAllMocks(); vi.unstubAllGlobals(); });

describe('editor, batch and command line', () => {
  it.each(Object.entries(cases))('do the same to %s', async (_, { bundle, size: [widthPx, heightPx], found = [], drawn = [], edit, faces = 'all', isLed, mask, looked, changed }) => {
    Object.assign(scripted, { found, drawn });
    const picture = noisePicture(widthPx, heightPx, 7);
    const png = new Uint8Array(await (await encodePng(picture, {})).arrayBuffer());
    const other = noisePicture(widthPx, heightPx + 2, 11);
    const reference = isLed && { picture: other, png: new Uint8Array(await (await encodePng(other, {})).arrayBuffer()) };
    const job = { bundleFolder: join(folder, bundle), picture, png, recipe: recipeOf({ edit, faces, ...(mask === undefined ? {} : { mask }) }), reference };
    const [first, ...others] = [await byEditor(job), await byBatch(job), await byCommandLine(job, folder)];
    expect(typeof first.squares === 'string' ? first.squares : first.squares.length).toBe(looked);
    expect(first.tasks).toHaveLength(changed);
    expect(first.saysAi).toBe(changed > 0);
    if (first.pixels) expect(worst(first.pixels, new Uint8Array(picture.data)) > 0).toBe(changed > 0);
    for (const { pixels, ...rest } of others) {
      expect(rest).toEqual({ squares: first.squares, tasks: first.tasks, saysAi: first.saysAi });
      expect(worst(pixels, first.pixels)).toBeLessThanOrEqual(1);
    }
  });
});

/** The largest difference of two pictures' samples. */
function worst(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (!a || !b) return a === b ? 0 : Infinity;
  return a.length === b.length ? a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0) : Infinity;
}
