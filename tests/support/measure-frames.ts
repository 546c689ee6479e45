/**
 * How well a bundle of photos edits in frames wider than its template's, by the face library that finds the faces:
 *
 *     npx tsx tests/support/measure-frames.ts ../shared/samples/faces models/faces 1 1.1 1.2
 *
 * Every picture's largest face, each attribute turned over, in `preserve`: shares of edits of smile and gender that the library
 * confirms, by how many years it finds the age moved, and how close the edited face is to its source (cosine of descriptors).
 */
import { WITNESSES } from '../../src/cli/evaluate-library.ts';
import { meanOf } from '../../src/cli/evaluate-statistics.ts';
import { cosine } from '../../src/core/cosine.ts';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { targetOf } from '../../src/edit/edit-picture.ts';
import { framePhotographed } from '../../src/edit/face-framing.ts';
import type { FaceHints } from '../../src/face/face-finder.ts';
import { decode, encodedPictures } from './measure.ts';

const [folder = '', bundle = '', ...scales] = process.argv.slice(2);
const finder = createNodeFaceFinder();
const pipeline = await loadPipeline(bundle, 2);
const { manifest } = pipeline.model;
if (manifest.domains.kind !== 'attributes') throw new Error('Expected a bundle with binary attributes.');
const witnesses = manifest.domains.attributes.map(({ id }) => ({ ...WITNESSES.find((witness) => witness.id.test(id))!, name: id }));
const found = new Map<string, number[]>();

const seen = (hints: FaceHints): readonly number[] => witnesses.map(({ value }) => value(hints) ?? Number.NaN);
const valuesOf = (hints: FaceHints): readonly (0 | 1)[] => seen(hints).map((value, j) => (value > witnesses[j]!.threshold ? 1 : 0));

function note(scale: string, what: string, value: number): void {
  const key = `${what}|${scale}`;
  found.set(key, [...found.get(key) ?? [], value]);
}

for await (const { name, encoded } of encodedPictures(folder)) {
  const picture = await decode(encoded);
  const faces = await finder.find(picture, { withHints: true });
  if (!faces[0]) continue;
  const { hints } = faces[0];
  const { square: aligned, oval } = targetOf(framePhotographed(faces, manifest, picture)[0]!);
  const sourceValues = valuesOf(hints);
  for (const scale of scales) {
    const square = { ...aligned, sidePx: aligned.sidePx * Number(scale) };
    await pipeline.analyse(name, picture, square);
    for (const [j, { name: attribute, threshold }] of witnesses.entries()) {
      const levels = sourceValues.map((value, i) => (i === j ? 1 - value : value));
      const edited = await pipeline.renderPicture(name, picture, [{ square, oval, edit: { kind: 'attributes', sourceValues, levels } }], 0);
      const [after] = await finder.find(edited, { withHints: true });
      if (!after) { note(scale, 'face lost', 1); continue; }
      const direction = sourceValues[j] ? 'off' : 'on';
      const isAge = threshold > 1;
      const moved = isAge ? seen(after.hints)[j]! - seen(hints)[j]! : Number(valuesOf(after.hints)[j] !== sourceValues[j]);
      note(scale, `${attribute} ${direction}${isAge ? ', years' : ''}`, moved);
      note(scale, `${attribute}: cosine to its source`, cosine(after.hints.descriptor ?? [], hints.descriptor ?? []));
    }
    pipeline.forget(name);
  }
}
const measures = [...new Set([...found.keys()].map((key) => key.split('|')[0]!))].sort();
const mean = (values: readonly number[]): string => (values.length > 0 ? `${meanOf(values).toFixed(2)} (${values.length})` : '');
console.log(formatTable([['mean (faces)', ...scales], ...measures.map((what) => [what, ...scales.map((scale) => mean(found.get(`${what}|${scale}`) ?? []))])]));
await pipeline.release();
