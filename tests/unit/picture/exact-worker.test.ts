import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ExactAnswer, ExactRequest } from '../../../src/picture/exact-worker.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  vi.doUnmock('../../../src/picture/decode-png.ts');
});

/** What the worker answers to a request. */
async function ask(request: ExactRequest): Promise<ExactAnswer> {
  let hear: ((event: { data: ExactRequest }) => void) | undefined;
  const answer = new Promise<ExactAnswer>((resolve) => {
    vi.stubGlobal('self', { postMessage: (said: ExactAnswer) => { if (said.type !== 'ready') resolve(said); }, addEventListener: (_type: string, listener: typeof hear) => { hear = listener; } });
  });
  await import('../../../src/picture/exact-worker.ts');
  hear!({ data: request });
  return answer;
}

const request: ExactRequest = { format: 'png', bytes: new Uint8Array(64), name: '"a.png"' };

describe('the exact decoder’s worker', () => {
  it('tells a decoder that did not come from a picture that is broken', async () => {
    expect(await ask(request)).toMatchObject({ type: 'damaged' });
    vi.resetModules();
    vi.doMock('../../../src/picture/decode-png.ts', () => { throw new TypeError('Failed to fetch dynamically imported module'); });
    expect(await ask(request)).toMatchObject({ type: 'refused', error: { code: 'part-unreachable' } });
  });
});
