/** Lets waiting messages through, a cancellation for one. @throws an AbortError once the signal is aborted */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => { setTimeout(resolve); });
  signal?.throwIfAborted();
}
