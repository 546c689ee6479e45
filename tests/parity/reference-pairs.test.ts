import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTable } from '../../src/cli/run-command.ts';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { resolveEdit, wantedByRecipe } from '../../src/edit/edit-kinds.ts';
import { targetOf } from '../../src/edit/edit-picture.ts';
import type { FaceTarget } from '../../src/edit/face-edit.ts';
import { framePhotographed } from '../../src/edit/face-framing.ts';
import type { EditPipeline } from '../../src/engine/edit-pipeline.ts';
import { readReference } from '../../src/engine/read-reference.ts';
import { decode, encodedPictures } from '../support/measure.ts';

const samples = fileURLToPath(new URL('../../../shared/samples/faces/', import.meta.url));
const isMissing = !existsSync(samples);
if (isMissing) console.warn('SKIPPED: ../shared/samples/faces is not here, so edits by reference are not measured on pairs of photographs.');

const PAIRS = 20;
const ATTRIBUTES = ['smile', 'gender', 'age'];

interface Sample { readonly name: string; readonly picture: RgbaImage; readonly target: FaceTarget; readonly logits: Float32Array }

const rows: string[][] = [];

/** Pairs of photographs of which the second leads the first: the model's own classifier is asked what it says of the result. */
describe.skipIf(isMissing)('a face that another one leads', () => {
  let pipeline: EditPipeline;
  const found: Sample[] = [];

  beforeAll(async () => {
    pipeline = await loadPipeline(fileURLToPath(new URL('../../models/faces', import.meta.url)), 1);
    const finder = createNodeFaceFinder();
    for await (const { name, encoded } of encodedPictures(samples)) {
      const picture = await decode(encoded);
      const [face] = framePhotographed(await finder.find(picture, { withHints: false }), pipeline.model.manifest, picture);
      if (!face) continue;
      const target = targetOf(face);
      found.push({ name, picture, target, logits: await pipeline.analyse(name, picture, target.square) });
      pipeline.forget(name);
    }
  }, 300_000);
  afterAll(async () => {
    await pipeline.release();
    console.log(`By reference, ${PAIRS} pairs; the classifier's logits, and whether they say what the reference is:\n${formatTable([['attribute', 'pairs that differ', 'moved towards it', 'say it after'], ...rows])}`);
  });

  it('moves towards what the other is, by the classifier, where the two differ', async () => {
    const counts = ATTRIBUTES.map(() => ({ differing: 0, towards: 0, there: 0 }));
    for (let pair = 0; pair < PAIRS; pair++) {
      const source = found[pair % found.length]!;
      const reference = found[(pair * 5 + 7) % found.length]!;
      if (source === reference) continue;
      const { manifest } = pipeline.model;
      const { reading } = await readReference(pipeline.model, reference.picture, { square: reference.target.square, hints: undefined }, []);
      const wanted = wantedByRecipe({ kind: 'attributes', levels: {}, reference: { file: reference.name } }, manifest, reading);
      const edit = resolveEdit(wanted, manifest, { logits: source.logits, hints: undefined });
      const edited = await pipeline.renderPicture('pair', source.picture, [{ square: source.target.square, oval: source.target.oval, edit }], 0);
      const after = await pipeline.analyse('edited', edited, source.target.square);
      pipeline.forget('');
      counts.forEach((count, j) => {
        const wants = reference.logits[j]! > 0 ? 1 : -1;
        if (wants * source.logits[j]! > 0) return;
        count.differing++;
        if (wants * (after[j]! - source.logits[j]!) > 0) count.towards++;
        if (wants * after[j]! > 0) count.there++;
      });
    }
    counts.forEach(({ differing, towards, there }, j) => { rows.push([ATTRIBUTES[j]!, String(differing), String(towards), String(there)]); });
    const sum = (pick: (count: (typeof counts)[number]) => number): number => counts.reduce((total, count) => total + pick(count), 0);
    expect(sum(({ differing }) => differing)).toBeGreaterThan(10);
    expect(sum(({ towards }) => towards) / sum(({ differing }) => differing)).toBeGreaterThan(0.9);
    expect(sum(({ there }) => there) / sum(({ differing }) => differing)).toBeGreaterThan(0.5);
  }, 300_000);
});
