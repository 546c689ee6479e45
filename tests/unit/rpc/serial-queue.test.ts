import { describe, expect, it } from 'vitest';
import { SerialQueue } from '../../../src/rpc/serial-queue.ts';

const tick = (ms = 5): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

describe('SerialQueue', () => {
  it('never runs two tasks at once and keeps their order', async () => {
    const queue = new SerialQueue();
    let running = 0;
    const order: number[] = [];
    await Promise.all([3, 1, 2].map((ms, i) => queue.add(async () => {
      expect(++running).toBe(1);
      await tick(ms);
      running--;
      order.push(i);
    })));
    expect(order).toEqual([0, 1, 2]);
  });

  it('rejects a failed task to its own caller and goes on with the next', async () => {
    const queue = new SerialQueue();
    const bad = queue.add(() => Promise.reject(new Error('bad file')));
    const good = queue.add(() => Promise.resolve('good file'));
    await expect(bad).rejects.toThrow('bad file');
    await expect(good).resolves.toBe('good file');
  });

  it('drops an aborted task that has not begun, and the result of one that has', async () => {
    const queue = new SerialQueue();
    const controller = new AbortController();
    let ran = false;
    const first = queue.add(() => tick(10), controller.signal);
    const second = queue.add(() => { ran = true; return Promise.resolve(); }, controller.signal);
    controller.abort();
    await expect(first).rejects.toHaveProperty('name', 'AbortError');
    await expect(second).rejects.toHaveProperty('name', 'AbortError');
    expect(ran).toBe(false);
  });
});
