/**
 * How well a bundle of photos edits in frames wider than its template's, by the face library that finds the faces:
 *
 *     npx tsx tests/support/measure-frames.ts ../shared/samples/faces models/faces 1 1.1 1.2
 *
 * Every picture's largest face, each attribute turned over, in `preserve`: shares of edits of smile and gender that the library
 * confirms, by how many years it finds the age moved, and how close the edited face is to its source (cosine of descriptors).
 */
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { alignFace } from '../../src/face/align.ts';
import type { FaceHints } from '../../src/face/face-finder.ts';
import { faceTemplate } from '../../src/face/templates.ts';
import { decode, encodedPictures } from './measure.ts';

const [folder = '', bundle = '', ...scales] = process.argv.slice(2);
const finder = createNodeFaceFinder();
const pipeline = await loadPipeline(bundle, 2);
const template = faceTemplate(pipeline.model.manifest.alignment);
if (!template) throw new Error('Expected a bundle that aligns faces.');
const found = new Map<string, number[]>();

/** What the library sees, as numbers that an edit from 0 to 1 raises: smile, gender, age. */
const seen = ({ happyProbability = 0, femaleProbability = 0, ageYears = 0 }: FaceHints): readonly [number, number, number] => [happyProbability, femaleProbability, ageYears];
const valuesOf = (hints: FaceHints): readonly (0 | 1)[] => seen(hints).map((value, j) => (value > (j === 2 ? 42 : 0.5) ? 1 : 0));

function note(scale: string, what: string, value: number): void {
  const key = `${what}|${scale}`;
  found.set(key, [...found.get(key) ?? [], value]);
}

function cosine(a: readonly number[] = [], b: readonly number[] = []): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
}

for await (const { name, encoded } of encodedPictures(folder)) {
  const picture = await decode(encoded);
  const [face] = await finder.find(picture, { withHints: true });
  if (!face) continue;
  const aligned = alignFace(face.points, template);
  const sourceValues = valuesOf(face.hints);
  for (const scale of scales) {
    const square = { ...aligned, sidePx: aligned.sidePx * Number(scale) };
    await pipeline.analyse(name, picture, square);
    for (const [j, attribute] of ['smile', 'gender', 'age'].entries()) {
      const levels = sourceValues.map((value, i) => (i === j ? 1 - value : value));
      const edited = await pipeline.renderPicture(name, picture, [{ square, oval: face.oval, edit: { kind: 'attributes', sourceValues, levels } }], 0);
      const [after] = await finder.find(edited, { withHints: true });
      if (!after) { note(scale, 'face lost', 1); continue; }
      const direction = sourceValues[j] ? 'off' : 'on';
      const moved = attribute === 'age' ? seen(after.hints)[j]! - seen(face.hints)[j]! : Number(valuesOf(after.hints)[j] !== sourceValues[j]);
      note(scale, `${attribute} ${direction}${attribute === 'age' ? ', years' : ''}`, moved);
      note(scale, `${attribute}: cosine to its source`, cosine(after.hints.descriptor, face.hints.descriptor));
    }
    pipeline.forget(name);
  }
}
const measures = [...new Set([...found.keys()].map((key) => key.split('|')[0]!))].sort();
const mean = (values: readonly number[]): string => `${(values.reduce((a, b) => a + b, 0) / values.length).toFixed(2)} (${values.length})`;
console.log(formatTable([['mean (faces)', ...scales], ...measures.map((what) => [what, ...scales.map((scale) => mean(found.get(`${what}|${scale}`) ?? []))])]));
await pipeline.release();
