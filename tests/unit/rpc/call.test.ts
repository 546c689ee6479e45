import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { throwIfCancelled } from '../../../src/core/cancel.ts';
import { Caller, type CallerPolicy } from '../../../src/rpc/call.ts';
import { emitTo } from '../../../src/rpc/serve.ts';
import { workerFactory, type WorkerDouble } from './worker-double.ts';

interface Calls {
  double: [number, number];
  refuse: [string, undefined];
  /** Answers when the test says so. */
  wait: [string, string];
}

let waiting: { readonly text: string; readonly signal: AbortSignal; readonly answer: () => void }[];
let workers: WorkerDouble[];
let spawn: (name: string) => Worker;

beforeEach(() => {
  waiting = [];
  ({ workers, spawn } = workerFactory<Calls, number>({
    double: (value, { report }) => { report(0.5); return Promise.resolve(2 * value); },
    refuse: (code) => Promise.reject(new AppError({ code, message: 'Expected more.', recovery: 'Give more.' })),
    wait: async (text, { signal }) => {
      await new Promise<void>((answer) => { waiting.push({ text, signal, answer }); });
      throwIfCancelled(signal);
      return text;
    },
  }));
});
afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

const caller = (policy: Partial<CallerPolicy<Calls, unknown>> = {}): Caller<Calls, number, unknown> => new Caller({ role: 'tester', spawn, ...policy });
const isCancelled = expect.objectContaining({ name: 'AbortError' }) as unknown;

/** Until the worker has so many waiting calls. */
async function untilWaiting(count: number): Promise<void> {
  await vi.waitFor(() => { expect(waiting).toHaveLength(count); });
}

describe('a call', () => {
  it('starts the worker, brings progress and answers', async () => {
    const page = caller();
    expect(workers).toHaveLength(0);
    const seen: number[] = [];
    expect(await Promise.all([page.call('double', 4, { onProgress: (done) => seen.push(done) }), page.call('double', 5)])).toEqual([8, 10]);
    expect([workers.length, seen]).toEqual([1, [0.5]]);
  });

  it('that fails rejects with code and recovery, and the next is answered', async () => {
    const onError = vi.fn();
    const page = caller({ onError });
    await expect(page.call('refuse', 'too-little')).rejects.toMatchObject({ code: 'too-little', message: 'Expected more.', recovery: 'Give more.' });
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'too-little' }));
    expect(await page.call('double', 1)).toBe(2);
  });

  it('may be changed on its way', async () => {
    expect(await caller({ outgoing: (name, payload) => (name === 'double' ? Number(payload) + 1 : payload) }).call('double', 1)).toBe(4);
  });

  it('leaves nothing with a signal that outlives it', async () => {
    const { signal } = new AbortController();
    for (const policy of [{}, { waitsForCancel: true }]) {
      const page = caller(policy);
      for (let i = 0; i < 30; i++) await page.call('double', i, { signal });
      await expect(page.call('refuse', 'no', { signal })).rejects.toThrow();
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('cancelling', () => {
  it('rejects at once, tells the worker, and frees a result that comes too late', async () => {
    const onLate = vi.fn();
    const page = caller({ onLate });
    const controller = new AbortController();
    const call = page.call('wait', 'late', { signal: controller.signal });
    await untilWaiting(1);
    // The answer is on its way already.
    waiting[0]!.answer();
    controller.abort();
    await expect(call).rejects.toEqual(isCancelled);
    await vi.waitFor(() => { expect(onLate).toHaveBeenCalledExactlyOnceWith('late'); });
  });

  it('tells a worker that is still at it, and never asks for what was cancelled before', async () => {
    const page = caller();
    const controller = new AbortController();
    const call = page.call('wait', 'x', { signal: controller.signal });
    await untilWaiting(1);
    controller.abort();
    await expect(call).rejects.toEqual(isCancelled);
    await vi.waitFor(() => { expect(waiting[0]!.signal.aborted).toBe(true); });
    await expect(page.call('wait', 'dropped', { signal: AbortSignal.abort() })).rejects.toEqual(isCancelled);
    await page.call('double', 1);
    expect(waiting).toHaveLength(1);
  });

  it('waits, where it must, until the worker has undone its work', async () => {
    const page = caller({ waitsForCancel: true });
    const controller = new AbortController();
    let isOver = false;
    const call = page.call('wait', 'x', { signal: controller.signal }).finally(() => { isOver = true; });
    call.catch(() => undefined);
    await untilWaiting(1);
    controller.abort();
    await vi.waitFor(() => { expect(waiting[0]!.signal.aborted).toBe(true); });
    expect(isOver).toBe(false);
    waiting[0]!.answer();
    await expect(call).rejects.toEqual(isCancelled);
  });
});

describe('a worker', () => {
  it('that is killed is noticed: its calls are rejected, the next starts another', async () => {
    const page = caller();
    const lost = page.call('wait', 'x');
    await untilWaiting(1);
    workers[0]!.terminate();
    await expect(lost).rejects.toMatchObject({ code: 'tester-crashed', message: expect.stringContaining('want of memory') as string });
    expect(await page.call('double', 2)).toBe(4);
    expect(workers).toHaveLength(2);
  });

  it('that cannot start says why', async () => {
    const page = caller();
    const lost = page.call('double', 1);
    workers[0]!.failToStart('404');
    await expect(lost).rejects.toMatchObject({ code: 'tester-crashed', message: 'Expected the tester to run but it failed: 404.' });
  });

  it('that shares no locks with the page any more, whose site data were cleared, is not taken for dead', async () => {
    const onDeath = vi.fn();
    const page = caller({ onDeath });
    const locks = navigator.locks as unknown as { release(name: string): void };
    const answer = page.call('double', 2);
    locks.release(workers[0]!.name);
    expect(await answer).toBe(4);
    expect(await page.call('double', 3)).toBe(6);
    expect([onDeath.mock.calls.length, workers.length]).toEqual([0, 1]);
  });

  it('whose script never comes is given up as a part that is missing, and the next call starts another', async () => {
    vi.useFakeTimers();
    const mute = { addEventListener: () => undefined, postMessage: () => undefined, terminate: vi.fn() };
    let count = 0;
    const hung = vi.fn();
    const page = caller({ spawn: (name) => (count++ === 0 ? mute as unknown as Worker : spawn(name)), hang: { ms: 1000, error: () => { hung(); return new AppError({ code: 'hung', message: 'Expected a word.' }); } } });
    const lost = expect(page.call('double', 1)).rejects.toMatchObject({ code: 'part-unreachable', message: 'Expected to load the tester of this app but received "nothing for 60 s".' });
    await vi.advanceTimersByTimeAsync(60_000);
    await lost;
    expect(mute.terminate).toHaveBeenCalled();
    expect(hung).not.toHaveBeenCalled();
    expect(await page.call('double', 2)).toBe(4);
  });

  it('that hangs is ended after its silence, whatever the page goes on asking', async () => {
    vi.useFakeTimers();
    const deaths: AppError[] = [];
    const page = caller({ hang: { ms: 1000, error: () => new AppError({ code: 'hung', message: 'Expected a word.' }) }, onDeath: (error) => { deaths.push(error); } });
    expect(await page.call('double', 1)).toBe(2);
    await vi.advanceTimersByTimeAsync(5000);
    expect(deaths).toEqual([]);
    workers[0]!.isMute = true;
    void page.call('double', 2);
    await vi.advanceTimersByTimeAsync(900);
    void page.call('double', 3);
    await vi.advanceTimersByTimeAsync(90);
    expect(deaths).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(deaths).toMatchObject([{ code: 'hung' }]);
    expect(workers[0]!.isEnded).toBe(true);
  });

  it('that is replaced leaves its calls to be asked once more', async () => {
    const page = caller({ onDeath: () => { for (const call of page.takeOpen()) if (call.attempts < 2) page.repeat(call); else call.reject(new Error('twice')); } });
    const controller = new AbortController();
    const [kept, cancelled] = [page.call('wait', 'kept'), page.call('wait', 'given up', { signal: controller.signal })];
    await untilWaiting(2);
    controller.abort();
    workers[0]!.terminate();
    await expect(cancelled).rejects.toEqual(isCancelled);
    await untilWaiting(3);
    workers[1]!.terminate();
    await expect(kept).rejects.toThrow('twice');
  });

  it('that does one call after the other loses but the oldest one when it dies or hangs', async () => {
    vi.useFakeTimers();
    const page = caller({ isSerial: true, hang: { ms: 1000, error: () => new AppError({ code: 'hung', message: 'Expected a word.' }) } });
    const [first, second, third] = [page.call('wait', 'first'), page.call('wait', 'second'), page.call('double', 2)];
    await vi.advanceTimersByTimeAsync(0);
    expect(await third).toBe(4);
    const lost = expect(first).rejects.toMatchObject({ code: 'hung' });
    await vi.advanceTimersByTimeAsync(1000);
    await lost;
    expect(waiting.map(({ text }) => text)).toEqual(['first', 'second', 'second']);
    waiting[2]!.answer();
    expect(await second).toBe('second');
    const [dies, survives] = [page.call('wait', 'dies'), page.call('double', 3)];
    workers.at(-1)!.terminate();
    await expect(dies).rejects.toMatchObject({ code: 'tester-crashed' });
    expect([await survives, workers.length]).toEqual([6, 3]);
  });

  it('that does so and cannot be fetched loses all of them', async () => {
    const page = caller({ isSerial: true, spawn: () => ({ addEventListener: (type: string, listener: (event: object) => void) => { if (type === 'error') setTimeout(() => { listener({}); }); }, terminate: () => undefined, postMessage: () => undefined }) as unknown as Worker });
    for (const call of await Promise.allSettled([page.call('double', 1), page.call('double', 2)])) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'part-unreachable' } });
  });

  it('ends when nothing is left to do, where that is wanted', async () => {
    const page = caller({ endsWhenIdle: true });
    await Promise.all([page.call('double', 1), page.call('double', 2)]);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
    await page.call('double', 1);
    expect(workers).toHaveLength(2);
  });

  it('tells of what no call asked for', async () => {
    const onEvent = vi.fn();
    const page = caller({ onEvent });
    await page.call('double', 1);
    emitTo(workers[0]!.scope)({ lost: true });
    await vi.waitFor(() => { expect(onEvent).toHaveBeenCalledExactlyOnceWith({ lost: true }); });
  });

  it('bears a name of its own, in two pages that start one in the same millisecond', async () => {
    vi.useFakeTimers({ now: 0 });
    for (let page = 0; page < 2; page++) {
      // Each page has its own code, and counts from the beginning.
      vi.resetModules();
      const { Caller: PageCaller } = await import('../../../src/rpc/call.ts');
      new PageCaller<Calls>({ role: 'tester', spawn }).start();
    }
    expect(workers.map(({ name }) => name)).toHaveLength(2);
    expect(workers[0]!.name).not.toBe(workers[1]!.name);
  });
});
