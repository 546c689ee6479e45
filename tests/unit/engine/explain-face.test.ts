import { expect, it } from 'vitest';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import { L2mModel } from '../../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import { expectAsEvaluated } from '../../support/insight-as-evaluated.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

it('tells of an edit what the evaluation measures of it: angles, verdicts and leak', async () => {
  const pipeline = new EditPipeline(await L2mModel.load(createNodeRuntime(1), await tinyBundle()));
  for (const seed of [3, 8]) expect((await expectAsEvaluated(pipeline, `picture ${seed}`, noisePicture(100, 100, seed))).cosineAfter).toBeGreaterThan(0);
  await pipeline.release();
});
