import type { BatchSource } from '../../bridge/batch-source.ts';
import type { BatchItem } from '../../batch/plan.ts';
import { AppError } from '../../core/app-error.ts';

/**
 * Refuses an output folder that is the originals' own, or from which an output would come to lie among them.
 * @throws AppError `sink-is-source`
 */
export async function expectNoOriginals(source: BatchSource | undefined, sink: FileSystemDirectoryHandle | undefined, items: readonly BatchItem[]): Promise<void> {
  if (!source?.handle || !sink) return;
  const wayDown = await sink.resolve(source.handle);
  if (!wayDown) return;
  const folder = wayDown.join('/');
  if (folder !== '' && !items.some(({ output }) => output.startsWith(`${folder}/`))) return;
  throw new AppError({
    code: 'sink-is-source', message: `Expected an output folder other than the folder of the originals but received ${folder === '' ? 'the same' : `one in which "${folder}" holds them`}.`,
    recovery: 'Choose or make another folder: originals are never written to.',
  });
}
