import { afterEach, expect, it, vi } from 'vitest';
import { createOfflineCopy } from '../../../src/bridge/offline-copy.ts';

const worker = vi.hoisted(() => ({ asked: [] as unknown[], ended: 0 }));

vi.mock('workbox-window', () => ({
  Workbox: class {
    getSW(): Promise<unknown> {
      return Promise.resolve({
        postMessage(message: unknown, [port]: MessagePort[]) {
          worker.asked.push(message);
          port!.addEventListener('close', () => { worker.ended++; });
          port!.postMessage(worker.asked.length === 1);
        },
      });
    }
  },
}));

afterEach(() => { worker.asked.length = 0; });

it('asks the service worker to keep files, hears its answer, and leaves no channel open', async () => {
  const copy = createOfflineCopy('https://mien.test/service-worker.js');
  const urls = ['https://mien.test/models/faces/manifest.json'];
  expect([await copy.keep(urls), await copy.keep([])]).toEqual([true, false]);
  expect(worker.asked).toEqual([{ type: 'KEEP', urls }, { type: 'KEEP', urls: [] }]);
  await vi.waitFor(() => { expect(worker.ended).toBe(2); });
});
