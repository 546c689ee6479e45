/** As much of an `AbortSignal` as pure code needs. */
export interface CancelToken {
  readonly aborted: boolean;
}

/** The rejection of a cancelled call; `isCancelled` recognises it. */
export function cancelledError(): Error {
  const error = new Error('Cancelled');
  error.name = 'AbortError';
  return error;
}

/** @throws an AbortError once the token is cancelled */
export function throwIfCancelled(token: CancelToken | undefined): void {
  if (token?.aborted === true) throw cancelledError();
}
