import { AppError } from '../../core/app-error.ts';
import type { Batch } from './batch.ts';

/**
 * Takes the run and its staged results for this tab.
 * @throws AppError `batch-elsewhere`, which says what the other tab is at
 */
export async function claimRun({ claim, journal }: Batch): Promise<void> {
  if (await claim.take()) return;
  const stored = await journal.load().catch(() => undefined);
  const done = stored?.rows.filter(({ state }) => state.kind === 'done').length ?? 0;
  throw new AppError({
    code: 'batch-elsewhere',
    message: `This tab cannot run the batch: another tab has it${stored ? `, “${stored.head.sourceName}”, ${done} of ${stored.rows.length} done` : ''}.`,
    recovery: 'Go on in that tab, or close it and reload this one.',
  });
}
