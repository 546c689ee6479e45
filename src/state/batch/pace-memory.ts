import { estimateMs, parsePaces, rememberPace } from '../../batch/remembered-pace.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { batchText } from '../../text/batch.ts';
import type { Batch } from './batch.ts';

const PACE_KEY = 'mien.batch-pace';

/** Remembers how long the files of a run took, for the next one's estimate; nothing of the files. */
export function keepPace({ paceStore }: Batch, bundle: string, run: { readonly files: number; readonly spanMs: number }): void {
  try {
    paceStore?.setItem(PACE_KEY, JSON.stringify(rememberPace(parsePaces(paceStore.getItem(PACE_KEY)), bundle, run)));
  } catch {
    // A full or forbidden store: the next run has no estimate.
  }
}

/** How long a run will take: by earlier ones in this model, else that its first files will tell. */
export function estimateText({ paceStore }: Batch, { bundle }: Recipe, files: number): string {
  const ms = estimateMs(parsePaces(paceStore?.getItem(PACE_KEY)), bundle, files);
  if (ms === undefined) return batchText().paceLater;
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return batchText().paceSeconds({ n: seconds });
  return seconds < 5400 ? batchText().paceMinutes({ n: Math.round(seconds / 60) }) : batchText().paceHours({ n: (seconds / 3600).toFixed(1) });
}
