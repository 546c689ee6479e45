import { chooseSaveTarget, type SaveTarget } from '../../../bridge/save-file.ts';
import { reportCsv, reportRows } from '../../../batch/report-csv.ts';
import type { Batch } from '../batch.ts';
import { reporting } from './reporting.ts';

/** Spreadsheets that guess take UTF-8 for it only behind this. */
const BYTE_ORDER_MARK = '\uFEFF';

function chooseReport(): Promise<SaveTarget> {
  return chooseSaveTarget({ fileName: 'mien-report.csv', mimeType: 'text/csv' });
}

/** Writes what came of every file where the person wants it. */
export function saveReport(batch: Batch, chooseTarget: () => Promise<SaveTarget> = chooseReport): Promise<void> {
  return reporting(batch, async () => {
    const target = await chooseTarget();
    await target.write(new Blob([BYTE_ORDER_MARK, reportCsv(reportRows(batch.store.getState().rows))], { type: 'text/csv' }));
  });
}
