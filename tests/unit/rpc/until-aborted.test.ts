import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { untilAborted } from '../../../src/rpc/until-aborted.ts';

describe('untilAborted', () => {
  it('leaves nothing with the signal once the work has ended, well or badly', async () => {
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 5 }, (_, i) => untilAborted(Promise.resolve(i), signal, () => undefined)));
    await expect(untilAborted(Promise.reject(new Error('bad')), signal, () => undefined)).rejects.toThrow('bad');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('cancels what is still at work, and not what has ended', async () => {
    const controller = new AbortController();
    const [ended, running] = [vi.fn(), vi.fn()];
    await untilAborted(Promise.resolve(), controller.signal, ended);
    void untilAborted(new Promise(() => undefined), controller.signal, running);
    controller.abort();
    expect(running).toHaveBeenCalledOnce();
    expect(ended).not.toHaveBeenCalled();
  });
});
