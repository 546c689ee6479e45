/** As much of an `AbortSignal` as pure code needs. */
export interface CancelToken {
  readonly aborted: boolean;
}

/** @throws an AbortError (see `isCancelled`) once the token is cancelled */
export function throwIfCancelled(token: CancelToken | undefined): void {
  if (token?.aborted !== true) return;
  const error = new Error('Cancelled.');
  error.name = 'AbortError';
  throw error;
}
