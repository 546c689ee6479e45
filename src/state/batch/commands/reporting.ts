import { isCancelled, serialiseError } from '../../../core/app-error.ts';
import type { Batch } from '../batch.ts';

/** Shows what went wrong, unless it is that the person closed a dialog. */
export async function reporting({ store }: Batch, work: () => Promise<void>): Promise<void> {
  try {
    store.setState({ problem: undefined });
    await work();
  } catch (thrown) {
    if (!isCancelled(thrown)) store.setState({ problem: serialiseError(thrown) });
  }
}
