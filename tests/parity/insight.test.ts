import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import { cropToNchw } from '../../src/core/crop.ts';
import { framePhotographed } from '../../src/edit/face-framing.ts';
import { cropPixels } from '../../src/engine/read-reference.ts';
import { expectAsEvaluated } from '../support/insight-as-evaluated.ts';
import { decode } from '../support/measure.ts';

const path = (under: string): string => fileURLToPath(new URL(`../../${under}`, import.meta.url));

it('of the shipped model the insight panel tells what the evaluation measures of the same face', async () => {
  const pipeline = await loadPipeline(path('models/faces'), 1);
  const finder = createNodeFaceFinder();
  const photo = await decode(await readFile(path('public/samples/average-woman.webp')));
  const { manifest } = pipeline.model;
  const [face] = framePhotographed(await finder.find(photo, { withHints: false }), manifest, photo);
  // Aligned, as the evaluation has its pictures; its contour is looked for as there.
  const crop = cropPixels(cropToNchw(photo, face!.square, manifest.imageSizePx), manifest.imageSizePx);
  const [found] = await finder.find(crop, { withHints: false });
  const { cosineBefore, cosineAfter, leak } = await expectAsEvaluated(pipeline, 'average woman', crop, found?.oval);
  console.log(`Panel and evaluation of models/faces agree: cosine ${cosineBefore.toFixed(5)} before, ${cosineAfter.toFixed(5)} after, leak ${leak.toFixed(3)}`);
  expect(cosineAfter).toBeGreaterThan(0);
  await pipeline.release();
}, 240_000);
