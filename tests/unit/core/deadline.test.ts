import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDeadline, within } from '../../../src/core/deadline.ts';
import { loadPart } from '../../../src/core/part.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

describe('a deadline', () => {
  it('passes at its time and not before, or never once it was cleared', () => {
    const [passed, cleared] = [vi.fn(), vi.fn()];
    startDeadline(1000, passed);
    startDeadline(1000, cleared).clear();
    vi.advanceTimersByTime(999);
    expect(passed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect([passed.mock.calls.length, cleared.mock.calls.length]).toEqual([1, 0]);
  });

  it('is not passed by a clock that jumps, as after a sleep', () => {
    const passed = vi.fn();
    startDeadline(1000, passed);
    // A jump lets what is due fire once, whatever its length.
    vi.runOnlyPendingTimers();
    vi.setSystemTime(Date.now() + 86_400_000);
    expect(passed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(750);
    expect(passed).toHaveBeenCalledOnce();
  });
});

describe('within a time', () => {
  it('comes the answer, or the failure, and no timer stays', async () => {
    const late = vi.fn(() => new Error('late'));
    expect(await within(1000, Promise.resolve(1), late)).toBe(1);
    await expect(within(1000, Promise.reject(new Error('no')), late)).rejects.toThrow('no');
    expect([late.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it('or else the news that none came', async () => {
    const lost = expect(within(1000, new Promise(() => undefined), () => new Error('late'))).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(1000);
    await lost;
  });
});

describe('a part that never answers', () => {
  it('is given up in words, and one that came meanwhile is there at the next try', async () => {
    let come: (part: string) => void = () => undefined;
    const module = new Promise<string>((resolve) => { come = resolve; });
    const lost = expect(loadPart('the batch page', () => module)).rejects.toMatchObject({ code: 'part-unreachable', message: 'Expected to load the batch page of this app but received "nothing for 60 s".' });
    await vi.advanceTimersByTimeAsync(60_000);
    await lost;
    come('the page');
    expect(await loadPart('the batch page', () => module)).toBe('the page');
    expect(vi.getTimerCount()).toBe(0);
  });
});
