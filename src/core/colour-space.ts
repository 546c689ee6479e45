import { fullScale, toSample, type Samples } from './image.ts';
import { invert3, multiply3, type Matrix3 } from './matrix3.ts';

/** How a picture's samples relate to sRGB. */
export interface ColourSpace {
  /** Planes `[3,N]` in [-1,1] from the picture's colours to sRGB; what sRGB cannot show is clipped. */
  toSrgb(planes: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer>;
  /** The way back. */
  fromSrgb(planes: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer>;
  /** Turns RGBA samples into sRGB where they lie, at their own depth. */
  paintSrgb(samples: Samples): void;
}

/** Encoded value in [0,1] to linear light, as a table of equal steps. */
type Curve = Float64Array;

const STEPS = 4096;
/** sRGB's primaries in the profile connection space (D50), row by row. */
const SRGB_TO_XYZ: Matrix3 = [0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169, 0.0139322, 0.0971045, 0.7141733];
/** Differences of matrix and curve below which a profile is sRGB in other words. */
const SAME_MATRIX = 0.004;
const SAME_CURVE = 0.004;
/** By how much a step of sRGB may grow on its way into a profile's colours; even narrow spaces stay far below it. */
const MOST_GAIN = 100;

const SRGB_CURVE = sampled((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));

/**
 * The colour space of an RGB matrix profile: `srgb` where it says no more than that, `senseless` where its numbers lead from different
 * colours to one, so that nothing leads back; undefined for any other kind of profile.
 */
export function readColourSpace(icc: Uint8Array): ColourSpace | 'srgb' | 'senseless' | undefined {
  try {
    return fromProfile(icc);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function fromProfile(icc: Uint8Array): ReturnType<typeof readColourSpace> {
  const tags = profileTags(icc);
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => tags.get(name));
  const curves = ['rTRC', 'gTRC', 'bTRC'].map((name) => readCurve(tags.get(name)));
  const [r, g, b] = columns.map((tag) => tag && [0, 4, 8].map((i) => tag.getInt32(8 + i) / 65_536));
  const [rCurve, gCurve, bCurve] = curves;
  if (tagText(icc, 16) !== 'RGB ' || tagText(icc, 20) !== 'XYZ ' || !r || !g || !b || !rCurve || !gCurve || !bCurve) return undefined;
  const toXyz = [0, 1, 2].flatMap((row) => [r[row]!, g[row]!, b[row]!]);
  const matrix = multiply3(invert3(SRGB_TO_XYZ), toXyz);
  // An edit comes back this way: where there is none it would be saved as black.
  if (![rCurve, gCurve, bCurve].every(isRising) || !invert3(matrix).every((value) => Math.abs(value) < MOST_GAIN)) return 'senseless';
  const isSrgb = matrix.every((value, i) => Math.abs(value - (i % 4 === 0 ? 1 : 0)) < SAME_MATRIX)
    && [rCurve, gCurve, bCurve].every((curve) => curve.every((value, i) => Math.abs(value - SRGB_CURVE[i]!) < SAME_CURVE));
  return isSrgb ? 'srgb' : matrixSpace(matrix, [rCurve, gCurve, bCurve]);
}

/** The curve tag of a grey profile, as it stands. */
export function greyCurve(icc: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  try {
    const tag = tagText(icc, 16) === 'GRAY' ? profileTags(icc).get('kTRC') : undefined;
    return tag && icc.slice(tag.byteOffset - icc.byteOffset, tag.byteOffset - icc.byteOffset + tag.byteLength);
  } catch {
    return undefined; // a broken table of tags
  }
}

function tagText(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function profileTags(icc: Uint8Array): Map<string, DataView> {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const tags = new Map<string, DataView>();
  for (let i = 0, at = 132; i < Math.min(200, view.getUint32(128)); i++, at += 12) {
    tags.set(tagText(icc, at), new DataView(icc.buffer, icc.byteOffset + view.getUint32(at + 4), view.getUint32(at + 8)));
  }
  return tags;
}

function sampled(curve: (v: number) => number): Curve {
  return Float64Array.from({ length: STEPS + 1 }, (_, i) => Math.min(1, Math.max(0, curve(i / STEPS))));
}

function readCurve(tag: DataView | undefined): Curve | undefined {
  if (!tag) return undefined;
  const type = String.fromCharCode(tag.getUint8(0), tag.getUint8(1), tag.getUint8(2), tag.getUint8(3));
  if (type === 'curv') {
    const count = tag.getUint32(8);
    if (count === 0) return sampled((v) => v);
    if (count === 1) return sampled((v) => v ** (tag.getUint16(12) / 256));
    if (count > tag.byteLength / 2) return undefined;
    const table = Float64Array.from({ length: count }, (_, i) => tag.getUint16(12 + 2 * i) / 65_535);
    return sampled((v) => lookUp(table, v));
  }
  if (type !== 'para') return undefined;
  const kind = tag.getUint16(8);
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: [1, 3, 4, 5, 7][kind] ?? 0 }, (_, i) => tag.getInt32(12 + 4 * i) / 65_536);
  // The five kinds of ICC.1:2010, table 65.
  if (kind === 0) return sampled((v) => v ** g);
  if (kind === 1) return sampled((v) => (v >= -b / a ? (a * v + b) ** g : 0));
  if (kind === 2) return sampled((v) => (v >= -b / a ? (a * v + b) ** g + c : c));
  if (kind === 3) return sampled((v) => (v >= d ? (a * v + b) ** g : c * v));
  return kind === 4 ? sampled((v) => (v >= d ? (a * v + b) ** g + e : c * v + f)) : undefined;
}

/** From dark to light, in numbers: a formula may say otherwise, by a root of what is negative or a division by 0. */
function isRising(curve: Curve): boolean {
  return curve.every(Number.isFinite) && curve[STEPS]! > curve[0]!;
}

function lookUp(table: Float64Array, v: number): number {
  const position = Math.min(1, Math.max(0, v)) * (table.length - 1);
  const low = Math.min(table.length - 2, Math.floor(position));
  return table[low]! + (position - low) * (table[low + 1]! - table[low]!);
}

/** The encoded value in [0,1] that a rising curve takes to `light`. */
function lookBack(curve: Curve, light: number): number {
  let low = 0;
  let high = STEPS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (curve[middle]! <= light) low = middle;
    else high = middle;
  }
  const rise = curve[high]! - curve[low]!;
  return (low + (rise > 0 ? Math.min(1, Math.max(0, (light - curve[low]!) / rise)) : 0)) / STEPS;
}

function matrixSpace(matrix: Matrix3, curves: readonly Curve[]): ColourSpace {
  const inverse = invert3(matrix);
  const srgb = [SRGB_CURVE, SRGB_CURVE, SRGB_CURVE];
  return {
    toSrgb: (planes) => convert(planes, matrix, curves, srgb),
    fromSrgb: (planes) => convert(planes, inverse, srgb, curves),
    paintSrgb: (samples) => { paint(samples, matrix, curves); },
  };
}

function convert(planes: Float32Array, m: Matrix3, from: readonly Curve[], to: readonly Curve[]): Float32Array<ArrayBuffer> {
  const area = planes.length / 3;
  const out = new Float32Array(planes.length);
  for (let i = 0; i < area; i++) {
    const r = lookUp(from[0]!, (planes[i]! + 1) / 2);
    const g = lookUp(from[1]!, (planes[area + i]! + 1) / 2);
    const b = lookUp(from[2]!, (planes[2 * area + i]! + 1) / 2);
    for (let c = 0; c < 3; c++) out[c * area + i] = 2 * lookBack(to[c]!, m[c * 3]! * r + m[c * 3 + 1]! * g + m[c * 3 + 2]! * b) - 1;
  }
  return out;
}

/** Light to sRGB in [0,1], by the square root of light: equal steps of that are about equal steps of brightness. */
const BRIGHTNESS = Float64Array.from({ length: STEPS * 4 + 1 }, (_, i) => lookBack(SRGB_CURVE, (i / (STEPS * 4)) ** 2));

function paint(samples: Samples, m: Matrix3, curves: readonly Curve[]): void {
  const full = fullScale(samples);
  const [red, green, blue] = curves.map((curve) => Float64Array.from({ length: full + 1 }, (_, v) => lookUp(curve, v / full)));
  for (let i = 0; i < samples.length; i += 4) {
    const r = red![samples[i]!]!;
    const g = green![samples[i + 1]!]!;
    const b = blue![samples[i + 2]!]!;
    for (let c = 0; c < 3; c++) {
      const light = m[c * 3]! * r + m[c * 3 + 1]! * g + m[c * 3 + 2]! * b;
      samples[i + c] = toSample(full * lookUp(BRIGHTNESS, Math.sqrt(light > 0 ? light : 0)), full);
    }
  }
}
