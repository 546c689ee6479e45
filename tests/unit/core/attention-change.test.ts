import { describe, expect, it } from 'vitest';
import { attentionChange, laidOver, toneOf } from '../../../src/core/attention-change.ts';
import type { FaceRegion } from '../../../src/core/mask.ts';

const SIZE = 16;
const AREA = SIZE * SIZE;
const plane = (valueAt: (x: number, y: number) => number): Float32Array<ArrayBuffer> => Float32Array.from({ length: AREA }, (_, i) => valueAt(i % SIZE, Math.floor(i / SIZE)));
const picture = (value: number): Float32Array<ArrayBuffer> => new Float32Array(3 * AREA).fill(value);
/** Deep inside everywhere, but for a column that the region leaves out. */
const region: FaceRegion = { mask: plane((x) => (x === 15 ? 0 : 1)), outside: new Float32Array(AREA), depth: new Float32Array(AREA).fill(1e3) };
const at = (data: ArrayLike<number>, x: number, y: number): number[] => Array.from({ length: 4 }, (_, c) => data[(y * SIZE + x) * 4 + c]!);

describe('what an edit by a model with attention adds', () => {
  const attention = plane((x) => (x < 4 ? 0 : x < 8 ? 0.25 : x < 12 ? 0.55 : 1));
  const edit = { image: picture(0.5), attention, flow: undefined };

  it('is the model\'s colours over the crop as far as it says', () => {
    const out = laidOver(picture(-0.5), edit, picture(0));
    expect([0, 4, 8, 12].map((x) => out[AREA + x]!)).toEqual([-0.5, -0.25, expect.closeTo(0.05, 6), 0.5]);
  });

  it('lies over the crop as the model moves it', () => {
    const ramp = Float32Array.from({ length: 3 * AREA }, (_, i) => (i % SIZE) / SIZE);
    // An eighth of the side, two pixels, to the left everywhere: what is seen comes from the right.
    const flow = new Float32Array(2 * 4 * 4).fill(0.125, 0, 16);
    const out = laidOver(ramp, { ...edit, flow }, picture(0));
    expect(out[2]).toBeCloseTo(4 / SIZE, 5);
    expect(out[13]).toBe(0.5);
  });

  it('is the difference to that, and the photo\'s lines go only where the picture is rather the model\'s', () => {
    const { data } = attentionChange(picture(-0.5), edit, picture(0), region, 1e9, 0);
    expect(at(data, 0, 3)).toEqual([0, 0, 0, 0]);
    expect(at(data, 5, 3).slice(0, 3)).toEqual([31.875, 31.875, 31.875]);
    expect(at(data, 5, 3)[3]).toBe(0);
    expect(at(data, 9, 3)[3]).toBeCloseTo(0.5, 5);
    expect(at(data, 13, 3)).toEqual([127.5, 127.5, 127.5, 1]);
  });

  it('is in the crop\'s tone: what the model misses of the crop at large is made up for, what it misses of its lines is not', () => {
    // Too dark all over, and without a line of one column.
    const crop = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => (i % 32 === 20 ? 0.9 : 0.2));
    const tone = toneOf(crop, new Float32Array(crop.length).fill(-0.1));
    expect(tone[5 * 32 + 4]).toBeCloseTo(0.3, 5);
    expect(tone[5 * 32 + 20]).toBeLessThan(0.7);
    const dark = { image: picture(-0.2), attention: plane(() => 1), flow: undefined };
    for (const change of at(attentionChange(picture(0.2), dark, picture(0.4), region, 1e9, 0).data, 6, 3).slice(0, 3)) expect(change).toBeCloseTo(0, 4);
  });

  it('is nothing outside the region, whatever the model says and the detail is', () => {
    for (const detail of [0, 1]) expect(at(attentionChange(picture(-0.5), edit, picture(0), region, 1e9, detail).data, 15, 3)).toEqual([0, 0, 0, 0]);
  });

  it('takes all lines with detail 1', () => {
    expect(at(attentionChange(picture(-0.5), edit, picture(0), region, 1e9, 1).data, 0, 3)).toEqual([0, 0, 0, 1]);
  });

  it('rises no faster than a picture pixel can show where the region fades', () => {
    const fading = { ...region, depth: new Float32Array(AREA) };
    const { data } = attentionChange(picture(-0.5), edit, picture(0), fading, SIZE, 0);
    const row = Array.from({ length: SIZE }, (_, x) => at(data, x, 8)[0]!);
    expect(Math.max(...row.slice(1).map((value, x) => Math.abs(value - row[x]!)))).toBeLessThan(2);
  });
});
