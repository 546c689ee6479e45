import { describe, expect, it } from 'vitest';
import { attentionChange } from '../../../src/core/attention-change.ts';
import { composite, patchBase } from '../../../src/core/composite.ts';
import { cropToNchw } from '../../../src/core/crop.ts';
import { edgeSlopes, SLOPES } from '../../../src/core/edge-slopes.ts';
import { patchFrame, patchRect } from '../../../src/core/patch.ts';

const SIZE = 16;
const AREA = SIZE * SIZE;
const HAIR = [60, 40, 30] as const;
const SKIN = [240, 210, 190] as const;
/** What hair is to gain: it becomes blue. */
const GAIN = [-20, 40, 150] as const;

/** A picture eight times as fine as the crop, hair to the left of a line that the crop's cells do not end at, skin to its right. */
function drawing(sidePx: number, edge: number): { data: Uint8ClampedArray<ArrayBuffer>; widthPx: number; heightPx: number } {
  const data = new Uint8ClampedArray(sidePx * sidePx * 4);
  for (let i = 0; i < sidePx * sidePx; i++) data.set([...(i % sidePx < edge ? HAIR : SKIN), 255], i * 4);
  return { data, widthPx: sidePx, heightPx: sidePx };
}

describe('edgeSlopes', () => {
  it('are those of a change that is linear in the colours, and none where nothing changes or all is even', () => {
    const crop = Float32Array.from({ length: 3 * AREA }, (_, i) => Math.sin(i * 1.7) * Math.cos(i * 0.3));
    const change = [[0.5, -0.2, 0.1], [0, 0, 0], [1, 0, 0]].map((row) => Float32Array.from({ length: AREA }, (_, i) => row.reduce((sum, slope, c) => sum + slope * crop[c * AREA + i]! * 127.5, 7)));
    const slopes = edgeSlopes(crop, change, SIZE);
    expect(slopes).toHaveLength(AREA * SLOPES);
    const at = (8 * SIZE + 8) * SLOPES;
    [0.5, -0.2, 0.1, 0, 0, 0, 1, 0, 0].forEach((slope, k) => { expect(Math.abs(slopes[at + k]! - slope)).toBeLessThan(0.12); });
    expect(Math.max(...edgeSlopes(new Float32Array(3 * AREA).fill(0.3), change, SIZE).map(Math.abs))).toBeLessThan(1e-2);
  });
});

describe('a change that follows edges', () => {
  const side = 8 * SIZE;
  const edge = 67;
  const picture = drawing(side, edge);
  const square = { centreXPx: side / 2, centreYPx: side / 2, sidePx: side, rotationRad: 0 };
  const crop = cropToNchw(picture, square, SIZE);
  // The share of hair in every cell, as a model would say it that knows the crop alone.
  const share = Float32Array.from({ length: AREA }, (_, i) => Math.max(0, Math.min(1, (edge - (i % SIZE) * 8) / 8)));
  const light = Float32Array.from({ length: 4 * AREA }, (_, i) => (i < 3 * AREA ? share[i % AREA]! * GAIN[Math.floor(i / AREA)]! / 127.5 : 0));
  const still = { image: new Float32Array(3 * AREA), attention: new Float32Array(AREA), flow: undefined, light };
  const region = { mask: new Float32Array(AREA).fill(1), outside: new Float32Array(AREA).fill(1), depth: new Float32Array(AREA).fill(1e3) };
  const frame = patchFrame(patchRect(picture, square)!, square, Number.POSITIVE_INFINITY);
  const farOff = (followsEdges: boolean): number => {
    const change = attentionChange(crop, still, new Float32Array(3 * AREA), region, 1e9, 0, followsEdges);
    const out = composite(patchBase(picture, frame, crop, SIZE), change, 0);
    let worst = 0;
    for (let x = 24; x < side - 24; x++) {
      for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(out[(64 * side + x) * 4 + c]! - (x < edge ? HAIR[c]! + GAIN[c]! : SKIN[c]!)));
    }
    return worst;
  };

  it('ends at the picture’s line, where the crop’s cells alone blur it', () => {
    expect(farOff(false)).toBeGreaterThan(60);
    expect(farOff(true)).toBeLessThan(25);
  });
});
