import { describe, expect, it } from 'vitest';
import { latestWins } from '../../../src/bridge/latest-wins.ts';

/** A function whose calls finish when told to. */
function controlled(): { run: (n: number) => Promise<number>; started: number[]; finish: (n: number) => void; fail: (n: number) => void } {
  const open = new Map<number, { resolve: (n: number) => void; reject: (e: Error) => void }>();
  const started: number[] = [];
  return {
    started,
    run: (n) => new Promise((resolve, reject) => { started.push(n); open.set(n, { resolve, reject }); }),
    finish: (n) => open.get(n)?.resolve(n),
    fail: (n) => open.get(n)?.reject(new Error(`failed ${n}`)),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

describe('latestWins', () => {
  it('runs one, keeps one waiting, and drops what a newer call replaced', async () => {
    const work = controlled();
    const call = latestWins(work.run);
    const results = [1, 2, 3, 4].map((n) => call(n));
    expect(work.started).toEqual([1]);
    await expect(results[1]).resolves.toBeUndefined();
    await expect(results[2]).resolves.toBeUndefined();
    work.finish(1);
    await expect(results[0]).resolves.toBe(1);
    await settled();
    expect(work.started).toEqual([1, 4]);
    work.finish(4);
    await expect(results[3]).resolves.toBe(4);
  });

  it('rejects a failure to its caller alone and runs the one that waited', async () => {
    const work = controlled();
    const call = latestWins(work.run);
    const first = call(1);
    const second = call(2);
    work.fail(1);
    await expect(first).rejects.toThrow('failed 1');
    await settled();
    work.finish(2);
    await expect(second).resolves.toBe(2);
  });
});
