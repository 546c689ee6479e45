import { describe, expect, it } from 'vitest';
import { changeOutsideMap, hueOf, PixelChecks } from '../../../src/cli/evaluate-pixels.ts';
import { powerAbove } from '../../../src/cli/power-above.ts';
import type { EditedCrop, LabelledCrop } from '../../../src/cli/evaluate-crop.ts';
import { evaluationEdits } from '../../../src/cli/evaluate-edits.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';

type Picture = LabelledCrop['picture'];
const SIDE = 64;
const WHOLE = { left: 0, right: SIDE, top: 0, bottom: SIDE };

/** Stripes of a frequency in cycles a pixel, from -1 to 1 times the amplitude. */
function stripes(frequency: number, amplitude: number, turned = false): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => amplitude * Math.cos(2 * Math.PI * frequency * (turned ? Math.floor(i / SIDE) : i % SIDE)));
}

function painted(colourAt: (x: number, y: number) => readonly [number, number, number]): Picture {
  const data = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++) data.set(colourAt(i % SIDE, Math.floor(i / SIDE)), i * 4);
  return { widthPx: SIDE, heightPx: SIDE, data };
}

describe('power above a frequency', () => {
  it.each([false, true])('is the variance of what is finer, and none of what is coarser, whichever way it runs', (turned) => {
    expect(powerAbove(stripes(0.3, 1, turned), SIDE, WHOLE, 0.2)).toBeCloseTo(0.5, 2);
    expect(powerAbove(stripes(0.3, 0.5, turned), SIDE, WHOLE, 0.2)).toBeCloseTo(0.125, 2);
    expect(powerAbove(stripes(0.1, 1, turned), SIDE, WHOLE, 0.2)).toBeLessThan(1e-4);
  });

  it('of a window is that of the window alone, whose borders are no detail', () => {
    const plane = stripes(0.3, 1).map((value, i) => (i % SIDE < 32 ? value : 0));
    expect(powerAbove(plane, SIDE, { left: 1, right: 30, top: 3, bottom: 40 }, 0.2)).toBeCloseTo(0.5, 1);
    expect(powerAbove(plane, SIDE, { left: 34, right: 60, top: 3, bottom: 40 }, 0.2)).toBe(0);
    expect(powerAbove(Float32Array.from({ length: SIDE * SIDE }, (_, i) => i % SIDE), SIDE, WHOLE, 0.2)).toBeLessThan(0.01);
  });
});

describe('hue', () => {
  it('is that of CIE L*a*b*', () => {
    // The hues of red, yellow and blue in LCH with a white of D65.
    expect(hueOf([255, 0, 0])).toBeCloseTo(40, 0);
    expect(hueOf([255, 255, 0])).toBeCloseTo(102.9, 0);
    expect(hueOf([0, 0, 255])).toBeCloseTo(-53.7, 0);
  });
});

describe('change outside a map', () => {
  it('counts each pixel as far as it is to stay', () => {
    const map = Float32Array.of(1, 0, 0.5, 0);
    const black = painted(() => [0, 0, 0]);
    expect(changeOutsideMap(painted((x, y) => (x < 32 && y < 32 ? [255, 255, 255] : [0, 0, 0])), black, map)).toBe(0);
    expect(changeOutsideMap(painted((x, y) => (x >= 32 && y < 32 ? [10, 10, 10] : [0, 0, 0])), black, map)).toBeCloseTo(4, 6);
    expect(changeOutsideMap(painted((x, y) => (x < 32 && y >= 32 ? [10, 10, 10] : [0, 0, 0])), black, map)).toBeCloseTo(2, 6);
    expect(changeOutsideMap(black, black, Float32Array.of(1))).toBe(0);
  });
});

describe('the checks of pixels', () => {
  const manifest = {
    imageSizePx: SIDE, alignment: 'tight', domains: { kind: 'attributes', attributes: [{ id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling' }] },
    regions: { smile: btoa(String.fromCharCode(...Array.from({ length: 1024 }, (_, i) => (i < 512 ? 0 : 255)))) },
  } as unknown as BundleManifest;
  const [on] = evaluationEdits(manifest);
  /** Skin with a mouth of so strong stripes. */
  const face = (skin: readonly [number, number, number], amplitude: number): Picture => painted((x, y) => (y < 36 ? skin : [128 + amplitude * Math.cos(2 * Math.PI * 0.3 * x), 128, 128]));
  const crop = (picture: Picture, domain: number): LabelledCrop => ({ name: 'a', picture, domain, unasked: new Map() });
  const edited = (picture: Picture): EditedCrop => ({ edit: on!, composite: 'preserve', picture, logits: new Float32Array(1) });

  it('tell of what changed outside the region, of the skin’s hue, and of mouths beside real ones that smile', () => {
    const checks = new PixelChecks(manifest);
    checks.look(crop(face([200, 150, 130], 80), 1), []);
    checks.look(crop(face([200, 150, 130], 20), 0), [edited(face([204, 154, 134], 40))]);
    const rows = Object.fromEntries(checks.rows().map(({ name, value }) => [name.replace(/.*: /, ''), value]));
    expect(Object.keys(rows)).toEqual(['mean change outside its region, of 255', 'turn of the skin’s hue', 'sharpness of the mouth, of real ones']);
    expect(rows['mean change outside its region, of 255']).toBeCloseTo(4, 1);
    expect(rows['turn of the skin’s hue']).toBeLessThan(3);
    expect(rows['sharpness of the mouth, of real ones']).toBeCloseTo(0.25, 1);
    const turned = new PixelChecks(manifest);
    turned.look(crop(face([200, 150, 130], 80), 1), []);
    turned.look(crop(face([200, 150, 130], 20), 0), [edited(face([150, 200, 130], 40))]);
    expect(turned.rows().find(({ name }) => name.endsWith('hue'))!.value).toBeGreaterThan(40);
  });

  it('say nothing where no alignment tells where a mouth is, and no map what may change', () => {
    const checks = new PixelChecks({ ...manifest, alignment: 'none', regions: undefined } as unknown as BundleManifest);
    checks.look(crop(face([200, 150, 130], 80), 1), []);
    checks.look(crop(face([200, 150, 130], 20), 0), [edited(face([150, 200, 130], 40))]);
    expect(checks.rows()).toEqual([]);
  });
});
