import { expect, it } from 'vitest';
import { CropEvaluator } from '../../../src/cli/evaluate-crop.ts';
import { evaluationEdits, faceEdit, valuesOf } from '../../../src/cli/evaluate-edits.ts';
import { Averages } from '../../../src/cli/evaluate-statistics.ts';
import { cropToNchw } from '../../../src/core/crop.ts';
import { wholeSquare } from '../../../src/edit/square.ts';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import { explainFace } from '../../../src/engine/explain-face.ts';
import { L2mModel } from '../../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import type { StyleInsight } from '../../../src/l2m/insight.ts';
import { domainOfValues } from '../../../src/l2m/latent.ts';
import { leakOf, verdictRows } from '../../../src/state/insight.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

it('tells of an edit what the evaluation measures of it: angles, verdicts and leak', async () => {
  const model = await L2mModel.load(createNodeRuntime(1), await tinyBundle());
  const pipeline = new EditPipeline(model);
  const { manifest } = model;
  for (const seed of [3, 8]) {
    const picture = noisePicture(100, 100, seed);
    const seen = await model.look(cropToNchw(picture, wholeSquare(picture), manifest.imageSizePx));
    const domain = domainOfValues([...seen.logits].map((logit) => (logit > 0 ? 1 : 0)));
    const averages = new Averages();
    const judge = { logits: async (planes: Float32Array<ArrayBuffer>) => (await model.look(planes.slice())).logits };
    const evaluator = new CropEvaluator(pipeline, judge as unknown as ConstructorParameters<typeof CropEvaluator>[1], { averages, slopes: new Map() });
    const measured = await evaluator.evaluate({ name: `picture ${seed}`, picture: picture, domain, unasked: new Map() });
    const edits = evaluationEdits(manifest).filter(({ column, value }) => valuesOf(manifest, domain)[column] !== value);
    const told: (StyleInsight & { readonly leak: number })[] = [];
    for (const edit of edits) {
      const task = { square: wholeSquare(picture), edit: faceEdit(manifest, domain, edit, 1) };
      const insight = await explainFace(pipeline, `picture ${seed}`, picture, task, 0);
      const after = measured.find((each) => each.edit.title === edit.title && each.composite === 'preserve')!.logits;
      insight.logits.after.forEach((logit, j) => { expect(logit).toBeCloseTo(after[j]!, 4); });
      const rows = verdictRows(manifest, task.edit, insight.logits);
      expect(rows.filter(({ kind }) => kind === 'edited')).toHaveLength(1);
      told.push({ ...insight.style, leak: leakOf(rows)! });
    }
    const mean = (pick: (each: (typeof told)[number]) => number): number => told.reduce((sum, each) => sum + pick(each), 0) / told.length;
    expect(mean(({ cosineBefore }) => Math.abs(cosineBefore))).toBeCloseTo(averages.mean('model|before')!, 5);
    expect(mean(({ cosineAfter }) => Math.abs(cosineAfter))).toBeCloseTo(averages.mean('model|after')!, 5);
    expect(mean(({ leak }) => leak)).toBeCloseTo(averages.mean('preserve|leak')!, 9);
  }
  await pipeline.release();
});
