import type { CallOptions } from '../../../src/bridge/engine-client.ts';

/** One asked-for piece of work that the test answers when it likes. */
export interface Call<Request, Result> {
  readonly request: Request;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CallOptions['onProgress'];
  answer(result: Result): Promise<void>;
  fail(thrown: unknown): Promise<void>;
}

/** Lets everything that waits on a promise go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** Notes a call and leaves it to the test. */
export function ask<Request, Result>(calls: Call<Request, Result>[], request: Request, { signal, onProgress }: CallOptions = {}): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    signal?.addEventListener('abort', () => { reject(new DOMException('Cancelled', 'AbortError')); });
    calls.push({
      request, signal, onProgress,
      answer: async (result) => { resolve(result); await settle(); },
      fail: async (thrown) => { reject(thrown instanceof Error ? thrown : new Error(String(thrown))); await settle(); },
    });
  });
}

/** The last of a list of calls. */
export function last<T>(calls: readonly T[]): T {
  const call = calls.at(-1);
  if (call === undefined) throw new Error('Expected a call of the engine but received none.');
  return call;
}
