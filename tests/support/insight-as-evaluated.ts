import { expect } from 'vitest';
import { CropEvaluator } from '../../src/cli/evaluate-crop.ts';
import { evaluationEdits, faceEdit, valuesOf } from '../../src/cli/evaluate-edits.ts';
import { Averages } from '../../src/cli/evaluate-statistics.ts';
import { cropToNchw } from '../../src/core/crop.ts';
import type { PointPx } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { wholeSquare } from '../../src/edit/square.ts';
import type { EditPipeline } from '../../src/engine/edit-pipeline.ts';
import { explainFace } from '../../src/engine/explain-face.ts';
import type { StyleInsight } from '../../src/l2m/insight.ts';
import { domainOfValues } from '../../src/l2m/latent.ts';
import { leakOf, verdictRows } from '../../src/state/insight.ts';

/** What the two say of a face, averaged over its edits, for people. */
export interface SaidOfFace {
  readonly cosineBefore: number;
  readonly cosineAfter: number;
  readonly leak: number;
}

/** Expects what the insight panel tells of every edit of an aligned crop to be what the evaluation measures of it, the bundle's own classifier being the judge of both. */
export async function expectAsEvaluated(pipeline: EditPipeline, name: string, picture: RgbaImage<Uint8ClampedArray<ArrayBuffer>>, oval?: readonly PointPx[]): Promise<SaidOfFace> {
  const { model } = pipeline;
  const { manifest } = model;
  const seen = await model.look(cropToNchw(picture, wholeSquare(picture), manifest.imageSizePx));
  const domain = domainOfValues([...seen.logits].map((logit) => (logit > 0 ? 1 : 0)));
  const averages = new Averages();
  const judge = { logits: async (planes: Float32Array<ArrayBuffer>) => (await model.look(planes.slice())).logits };
  const evaluator = new CropEvaluator(pipeline, judge as unknown as ConstructorParameters<typeof CropEvaluator>[1], { averages, slopes: new Map() });
  const measured = await evaluator.evaluate({ name, picture, domain, unasked: new Map(), oval });
  const edits = evaluationEdits(manifest).filter(({ column, value }) => valuesOf(manifest, domain)[column] !== value);
  const told: (StyleInsight & { readonly leak: number })[] = [];
  for (const edit of edits) {
    const task = { square: wholeSquare(picture), oval, edit: faceEdit(manifest, domain, edit, 1) };
    const insight = await explainFace(pipeline, name, picture, task, 0);
    const after = measured.find((each) => each.edit.title === edit.title && each.composite === 'preserve')!.logits;
    insight.logits.after.forEach((logit, j) => { expect(logit).toBeCloseTo(after[j]!, 4); });
    const rows = verdictRows(manifest, task.edit, insight.logits);
    expect(rows.filter(({ kind }) => kind === 'edited')).toHaveLength(1);
    told.push({ ...insight.style, leak: leakOf(rows)! });
  }
  const mean = (pick: (each: (typeof told)[number]) => number): number => told.reduce((sum, each) => sum + pick(each), 0) / told.length;
  const said = { cosineBefore: mean(({ cosineBefore }) => Math.abs(cosineBefore)), cosineAfter: mean(({ cosineAfter }) => Math.abs(cosineAfter)), leak: mean(({ leak }) => leak) };
  expect(said.cosineBefore).toBeCloseTo(averages.mean('model|before')!, 5);
  expect(said.cosineAfter).toBeCloseTo(averages.mean('model|after')!, 5);
  expect(said.leak).toBeCloseTo(averages.mean('preserve|leak')!, 9);
  return said;
}
