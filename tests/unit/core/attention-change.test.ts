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
  const edit = { image: picture(0.5), attention, flow: undefined, light: undefined };

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

  it('lights what lies beneath, and strengthens or smooths its lines; smoothed, the photo\'s own go with them', () => {
    // 64 px, so that a line of one column is detail: half of two columns that 32 cells say is left when they are smoothed.
    const size = 64;
    const area = size * size;
    const crop = Float32Array.from({ length: 3 * area }, (_, i) => (i % size === 20 ? 0.4 : 0));
    const light = new Float32Array(4 * area).fill(0.1, 0, area).fill(-0.25, 3 * area);
    const still = { image: new Float32Array(3 * area), attention: new Float32Array(area), flow: undefined, light };
    const out = laidOver(crop, still, new Float32Array(3 * area));
    const smooth = (crop[2 * area + 32 * size + 20]! - out[2 * area + 32 * size + 20]!) / 0.5;
    expect(smooth).toBeGreaterThan(0.15);
    expect(out[32 * size + 20]! - out[2 * area + 32 * size + 20]!).toBeCloseTo(0.1, 5);
    expect(out[32 * size + 50]).toBeCloseTo(0.1, 5);
    const wide: FaceRegion = { mask: new Float32Array(area).fill(1), outside: new Float32Array(area), depth: new Float32Array(area).fill(1e3) };
    const lines = (gain: number): number => attentionChange(crop, { ...still, light: light.map((value, i) => (i < 3 * area ? value : gain)) }, new Float32Array(3 * area), wide, 1e9, 0).data[(32 * size + 20) * 4 + 3]!;
    expect([lines(-0.25), lines(0.25), lines(-0.9)]).toEqual([0.5, 0, 1]);
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
    const dark = { image: picture(-0.2), attention: plane(() => 1), flow: undefined, light: undefined };
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
