/** Work that a signal may cancel while it lasts. Nothing of it stays with the signal, which may outlive a million pieces of work. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, cancel: () => void): Promise<T> {
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await work;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}
