import type { Batch } from '../batch.ts';
import { NOTHING_YET } from '../batch-store.ts';
import { forgetRun } from '../forget-run.ts';
import { reporting } from './reporting.ts';

/** Forgets the run, and with it the staged results; recipe and source stay. */
export function newRun(batch: Batch): Promise<void> {
  return reporting(batch, async () => {
    await forgetRun(batch);
    batch.store.setState(({ recipe, reference, source, sinkFolder, crop }) => ({ ...NOTHING_YET, recipe, reference, source, sinkFolder, crop }));
  });
}
