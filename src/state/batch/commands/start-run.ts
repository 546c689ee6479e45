import { clearStaging } from '../../../bridge/batch-sink.ts';
import { folderSource } from '../../../bridge/batch-source.ts';
import type { JournalRow } from '../../../batch/journal.ts';
import { planBatch } from '../../../batch/plan.ts';
import { wantedEdit } from '../../../batch/wanted-edit.ts';
import { isPictureName } from '../../../core/picture-formats.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch, RunHead } from '../batch.ts';
import { claimRun } from '../claim-run.ts';
import { expectNoOriginals } from '../expect-no-originals.ts';
import { decideFolderCrop } from '../folder-crop.ts';
import { sinkOf } from '../run-sink.ts';
import { expectReference } from '../read-recipe-reference.ts';
import { expectModel, workThroughRun } from '../work-through-run.ts';
import { reporting } from './reporting.ts';
import { restoreRun } from './restore-run.ts';

/** Plans and starts a run. */
export function startRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const { store, journal } = batch;
    const { recipe, reference, source: chosen, sinkFolder } = store.getState();
    const model = models.find(({ manifest }) => manifest.id === recipe?.bundle);
    if (!recipe || !chosen) return;
    wantedEdit(recipe, expectModel(model, recipe).manifest);
    expectReference(recipe, reference);
    await claimRun(batch);
    if (await journal.load()) {
      // Another tab began it and went: its results are not this run's to delete.
      await restoreRun(batch, models);
      return;
    }
    store.setState({ phase: 'preparing', zip: undefined, shownRow: undefined, trial: undefined });
    try {
      // Outputs that lie within the originals' folder are no originals.
      const source = chosen.handle && sinkFolder ? await folderSource(chosen.handle, isPictureName, sinkFolder) : chosen;
      const crop = await decideFolderCrop(source, recipe.crop, expectModel(model, recipe).manifest);
      const items = planBatch(source.listing.files, recipe);
      await expectNoOriginals(source, sinkFolder, items);
      const rows: readonly JournalRow[] = items.map((item) => ({ item, state: item.problem ? { kind: 'failed', reason: item.problem } : { kind: 'waiting' } }));
      const head: RunHead = { recipe, reference, crop, sourceName: source.name, sourceHandle: source.handle, sinkHandle: sinkFolder };
      await clearStaging();
      await journal.begin({ head, rows });
      store.setState({ source, crop, rows, pace: undefined, sink: sinkOf(head) });
    } catch (thrown) {
      store.setState({ phase: 'setup' });
      if (!await journal.load().catch(() => undefined)) batch.claim.release();
      throw thrown;
    }
    await workThroughRun(batch, models);
  });
}
