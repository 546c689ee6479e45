import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { greyCurve, readColourSpace, type ColourSpace } from '../../../src/core/colour-space.ts';
import { encodePng } from '../../../src/picture/encode-png.ts';
import { BT2020, describeColour, DISPLAY_P3 } from '../../../src/picture/made-profile.ts';
import { pictureColour } from '../../../src/picture/picture-colour.ts';
import { PLAIN_FILE } from '../../../src/picture/picture-file.ts';
import { noisePicture } from '../../support/pictures.ts';

const ADOBE_RGB = { white: [0.3127, 0.329], red: [0.64, 0.33], green: [0.21, 0.71], blue: [0.15, 0.06] } as const;
const SIDE_PX = 24;

function space(icc: Uint8Array): ColourSpace {
  const found = readColourSpace(icc);
  if (found === undefined || typeof found === 'string') throw new Error(`expected a colour space but received ${String(found)}`);
  return found;
}

/** Another program's profile and what it makes of noise: Display P3 as libvips ships it, converted by Little CMS. */
async function lcms(): Promise<{ icc: Uint8Array; own: Buffer; srgb: Buffer }> {
  const { data } = noisePicture(SIDE_PX, SIDE_PX, 11);
  const png = await sharp(data, { raw: { width: SIDE_PX, height: SIDE_PX, channels: 4 } }).removeAlpha().withIccProfile('p3').png().toBuffer();
  const icc = (await sharp(png).metadata()).icc;
  if (!icc) throw new Error('no profile');
  return {
    icc: new Uint8Array(icc), own: await sharp(png, { ignoreIcc: true }).ensureAlpha().raw().toBuffer(),
    srgb: await sharp(png).toColourspace('srgb').ensureAlpha().raw().toBuffer(),
  };
}

describe('a matrix profile', () => {
  let other: Awaited<ReturnType<typeof lcms>>;
  beforeAll(async () => { other = await lcms(); });

  it('is drawn in sRGB as Little CMS draws it, to two steps', () => {
    const painted = new Uint8ClampedArray(other.own);
    space(other.icc).paintSrgb(painted);
    expect(painted.reduce((most, value, i) => Math.max(most, Math.abs(value - other.srgb[i]!)), 0)).toBeLessThanOrEqual(2);
  });

  it('that we write for Display P3 means the same as the one that libvips ships', () => {
    const [ours, theirs] = [new Uint8ClampedArray(other.own), new Uint8ClampedArray(other.own)];
    space(describeColour(DISPLAY_P3, 'srgb')).paintSrgb(ours);
    space(other.icc).paintSrgb(theirs);
    // Theirs is a compact one: its red lies a thousandth off, which a clipped dark blue magnifies.
    const differences = [...ours].map((value, i) => Math.abs(value - theirs[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(6);
    expect(differences.reduce((sum, d) => sum + d) / differences.length).toBeLessThan(0.3);
  });

  it.each([['Display P3', DISPLAY_P3, 'srgb'], ['Adobe RGB', ADOBE_RGB, 563 / 256], ['BT.2020', BT2020, 'srgb']] as const)('%s: to sRGB and back is where it came from, for colours that sRGB has', (_name, primaries, curve) => {
    const colours = space(describeColour(primaries, curve));
    const srgb = Float32Array.from({ length: 3 * 500 }, (_, i) => Math.sin(i * 12.9898) * 0.98);
    const there = colours.fromSrgb(srgb);
    const back = colours.toSrgb(there);
    expect(there.every((value) => value >= -1 && value <= 1)).toBe(true);
    expect(back.reduce((most, value, i) => Math.max(most, Math.abs(value - srgb[i]!)), 0)).toBeLessThan(0.004);
  });

  it('paints 16 bits as it paints 8', () => {
    const eight = new Uint8ClampedArray(other.own);
    const sixteen = Uint16Array.from(other.own, (value) => value * 257);
    space(other.icc).paintSrgb(eight);
    space(other.icc).paintSrgb(sixteen);
    expect(sixteen.reduce((most, value, i) => Math.max(most, Math.abs(value / 257 - eight[i]!)), 0)).toBeLessThanOrEqual(0.51);
  });

  it('that says sRGB is taken for sRGB', async () => {
    const tagged = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).withIccProfile('srgb').png().toBuffer();
    expect(readColourSpace(new Uint8Array((await sharp(tagged).metadata()).icc!))).toBe('srgb');
    expect(readColourSpace(describeColour(undefined, 'srgb'))).toBe('srgb');
    // PNG's usual gamma chunk; and one that is not usual.
    expect(readColourSpace(describeColour(undefined, 100_000 / 45_455))).not.toBeUndefined();
    expect(readColourSpace(describeColour(undefined, 1))).toHaveProperty('toSrgb');
  });
});

/** The Display P3 profile with another tone curve: one of the five kinds of ICC.1:2010, table 65. */
function withCurve(kind: number, parameters: readonly number[]): Uint8Array<ArrayBuffer> {
  const plain = describeColour(DISPLAY_P3, 1);
  const icc = new Uint8Array(plain.length + 12 + 4 * parameters.length);
  icc.set(plain);
  const view = new DataView(icc.buffer);
  view.setUint32(0, icc.length);
  icc.set(Uint8Array.from('para', (c) => c.charCodeAt(0)), plain.length);
  view.setUint16(plain.length + 8, kind);
  parameters.forEach((parameter, i) => { view.setInt32(plain.length + 12 + 4 * i, Math.round(parameter * 65_536)); });
  for (let i = 0, at = 132; i < view.getUint32(128); i++, at += 12) {
    if (!/[rgb]TRC/.test(String.fromCharCode(...icc.subarray(at, at + 4)))) continue;
    view.setUint32(at + 4, plain.length);
    view.setUint32(at + 8, icc.length - plain.length);
  }
  return icc;
}

// Each takes 0 to black and 1 to white: Little CMS would move another black to where sRGB has its own.
describe('a tone curve by formula', () => {
  it.each([
    [0, [1.8]], [1, [2.2, 1.1, -0.1]], [2, [2, 1.04 ** 0.5 - 0.2, 0.2, -0.04]], [3, [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045]], [4, [2.4, 1.01 ** (1 / 2.4) - 0.1, 0.1, 0.087, 0.1, -0.01, 0]],
  ] as const)('of kind %i is drawn as Little CMS draws it, to two steps', async (kind, parameters) => {
    const icc = withCurve(kind, parameters);
    const picture = noisePicture(SIDE_PX, SIDE_PX, 12);
    const png = await sharp(new Uint8Array(await (await encodePng(picture, { icc })).arrayBuffer())).removeAlpha().toColourspace('srgb').ensureAlpha().raw().toBuffer();
    const painted = new Uint8ClampedArray(picture.data);
    for (let at = 3; at < painted.length; at += 4) painted[at] = 255;
    space(icc).paintSrgb(painted);
    expect(painted.reduce((most, value, i) => Math.max(most, Math.abs(value - png[i]!)), 0)).toBeLessThanOrEqual(2);
  });
});

describe('a profile that leads nowhere, which would be saved as black', () => {
  const withColumns = (...columns: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> => {
    const icc = describeColour(DISPLAY_P3, 'srgb');
    const view = new DataView(icc.buffer);
    for (let i = 0, at = 132; i < view.getUint32(128); i++, at += 12) {
      const column = columns['rgb'.indexOf(String.fromCharCode(icc[at]!))];
      if (column && String.fromCharCode(...icc.subarray(at + 1, at + 4)) === 'XYZ') column.forEach((value, row) => { view.setInt32(view.getUint32(at + 4) + 8 + 4 * row, Math.round(value * 65_536)); });
    }
    return icc;
  };
  const [red, green, blue] = [[0.5, 0.25, 0], [0.3, 0.7, 0.05], [0.15, 0.05, 0.8]] as const;

  it('is told from one that is only unusual', () => {
    expect(readColourSpace(withColumns(red, green, blue))).toHaveProperty('toSrgb');
    expect(readColourSpace(withCurve(1, [2.2, 1.1, -0.1]))).toHaveProperty('toSrgb');
  });

  it.each([
    ['primaries of nothing', withColumns([0, 0, 0], [0, 0, 0], [0, 0, 0])], ['two primaries that are one', withColumns(red, red, blue)],
    ['primaries on a line', withColumns(red, green, red.map((value, i) => (value + green[i]!) / 2))], ['primaries of next to nothing', withColumns(red, green, [0.0001, 0.0001, 0.001])],
    ['a curve that is flat', withCurve(0, [0])], ['a curve that falls', withCurve(0, [-1])], ['a slope of 0', withCurve(1, [2.2, 0, 0.5])],
    ['a root of what is negative', withCurve(2, [2.2, -1, 0.5, 0])], ['another one, of which a part is no number', withCurve(3, [2.4, 1, -0.5, 1, 0.2])],
  ])('%s', (_, icc) => {
    expect(readColourSpace(icc)).toBe('senseless');
    expect(pictureColour({ ...PLAIN_FILE, icc })).toEqual({ isKept: true, note: 'Its colour profile makes no sense and was left out.' });
  });
});

describe('what is no matrix profile', () => {
  it('is refused: CMYK, cut short, scrambled, empty', async () => {
    const cmyk = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } }).withIccProfile('cmyk').jpeg().toBuffer();
    const icc = new Uint8Array((await sharp(cmyk).metadata()).icc!);
    expect(readColourSpace(icc)).toBeUndefined();
    const good = describeColour(DISPLAY_P3, 'srgb');
    for (let length = 0; length < good.length; length += 7) {
      const cut = good.slice(0, length);
      expect(readColourSpace(cut) === undefined || length > good.length - 4).toBe(true);
      const scrambled = good.slice();
      scrambled[length] = scrambled[length]! ^ 0xff;
      expect(() => readColourSpace(scrambled)).not.toThrow();
      expect(() => greyCurve(scrambled)).not.toThrow();
    }
  });
});
