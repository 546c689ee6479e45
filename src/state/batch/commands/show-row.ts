import type { Batch } from '../batch.ts';

/** Shows before and after of a row, or of none. */
export function showRow({ store }: Batch, shownRow: number | undefined): void {
  store.setState({ shownRow });
}
