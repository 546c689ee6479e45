import { chooseSaveTarget, type SaveTarget } from '../../../bridge/save-file.ts';
import type { Batch } from '../batch.ts';
import { forgetRun } from '../forget-run.ts';
import { reporting } from './reporting.ts';

function chooseZip(): Promise<SaveTarget> {
  return chooseSaveTarget({ fileName: 'mien-batch.zip', mimeType: 'application/zip' });
}

/** Writes the zip where the person wants it; what was kept for it in the browser goes once it is known to be there. */
export function saveZip(batch: Batch, chooseTarget: () => Promise<SaveTarget> = chooseZip): Promise<void> {
  return reporting(batch, async () => {
    const { zip } = batch.store.getState();
    if (!zip) return;
    const target = await chooseTarget();
    await target.write(zip);
    if (!target.isCertain) return;
    await forgetRun(batch);
    batch.store.setState({ zip: undefined, sink: undefined, isForgotten: true });
  });
}
