import { expect, it } from 'vitest';
import { estimateMs, parsePaces, rememberPace } from '../../../src/batch/remembered-pace.ts';

it('tells how long a run will take by those before it, the latest counting half', () => {
  const once = rememberPace({}, 'faces', { files: 10, spanMs: 20_000 });
  expect([estimateMs(once, 'faces', 30), estimateMs(once, 'anime', 30), estimateMs(once, 'faces', 0), estimateMs({}, 'constructor', 3)]).toEqual([60_000, undefined, undefined, undefined]);
  expect(estimateMs(rememberPace(once, 'faces', { files: 10, spanMs: 10_000 }), 'faces', 2)).toBe(3000);
});

it('learns nothing from a run of two files, or of no time', () => {
  expect([rememberPace({ faces: 5 }, 'faces', { files: 2, spanMs: 100 }), rememberPace({}, 'faces', { files: 5, spanMs: 0 })]).toEqual([{ faces: 5 }, {}]);
});

it('comes back from where it was stored, and from nothing else; the oldest models are forgotten', () => {
  expect(parsePaces(JSON.stringify({ faces: 12.5 }))).toEqual({ faces: 12.5 });
  for (const text of [null, undefined, '', '{', '[]x', '{"faces":"fast"}', '{"faces":-1}']) expect(parsePaces(text)).toEqual({});
  const many = Array.from({ length: 25 }, (_, i) => `model-${i}`).reduce((paces, id) => rememberPace(paces, id, { files: 5, spanMs: 50 }), {});
  expect([Object.keys(many).length, Object.keys(many).at(-1)]).toEqual([20, 'model-24']);
});
