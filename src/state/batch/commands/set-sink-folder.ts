import { pickFolder } from '../../../bridge/batch-source.ts';
import type { Batch } from '../batch.ts';
import { expectNoOriginals } from '../expect-no-originals.ts';
import { reporting } from './reporting.ts';

/** Results go to a folder, or with `undefined` to a zip. */
export function setSinkFolder(batch: Batch, wantsFolder: boolean): Promise<void> {
  return reporting(batch, async () => {
    const sinkFolder = wantsFolder ? await pickFolder('readwrite') : undefined;
    await expectNoOriginals(batch.store.getState().source, sinkFolder, []);
    batch.store.setState({ sinkFolder });
  });
}
