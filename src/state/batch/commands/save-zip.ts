import { chooseSaveTarget, type SaveTarget } from '../../../bridge/save-file.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Batch } from '../batch.ts';
import { finishRun } from '../finish-run.ts';
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
    if (!await isReadable(zip)) { await finishRun(batch); throw zipGone(); }
    const target = await chooseTarget();
    await target.write(zip);
    if (!target.isCertain) return;
    await forgetRun(batch);
    batch.store.setState({ zip: undefined, sink: undefined, isForgotten: true });
  });
}

async function isReadable(file: Blob): Promise<boolean> {
  return file.slice(0, 1).arrayBuffer().then(() => true, () => false);
}

function zipGone(): AppError {
  return new AppError({ code: 'result-gone', message: 'Expected the zip in this browser\'s storage but it is gone: site data were cleared.', recovery: 'Try again what failed, then save.' });
}
