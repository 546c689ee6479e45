import { apply3, invert3 } from '../core/matrix3.ts';
import { viewOf } from './picture-file.ts';

type Point = readonly [number, number];

/** Chromaticities x, y of a colour space. */
export interface CodedPrimaries {
  readonly white: Point;
  readonly red: Point;
  readonly green: Point;
  readonly blue: Point;
}

const D65: Point = [0.3127, 0.329];
const SRGB: CodedPrimaries = { white: D65, red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06] };
export const DISPLAY_P3: CodedPrimaries = { white: D65, red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06] };
export const BT2020: CodedPrimaries = { white: D65, red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046] };
/** D50, to which a profile's colours are adapted. */
const PROFILE_WHITE = [0.9642, 1, 0.8249] as const;
const BRADFORD = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/**
 * A matrix profile (ICC 2.4, 8 tags) of the given primaries, for files that mean their colours by numbers alone. `curve` is
 * an exponent, `srgb` for its piecewise curve, or the bytes of another profile's curve.
 */
export function describeColour(primaries: CodedPrimaries = SRGB, curve: number | 'srgb' | Uint8Array): Uint8Array<ArrayBuffer> {
  const columns = adaptedColumns(primaries);
  const trc = curve instanceof Uint8Array ? curve : curve === 'srgb' ? srgbCurve() : gammaCurve(curve);
  const tags: readonly (readonly [string, Uint8Array])[] = [
    ['desc', description('Colour of the original file')], ['cprt', asciiTag('text', 'Public domain\0')], ['wtpt', xyzTag(PROFILE_WHITE)],
    ['rXYZ', xyzTag(columns[0]!)], ['gXYZ', xyzTag(columns[1]!)], ['bXYZ', xyzTag(columns[2]!)], ['rTRC', trc], ['gTRC', trc], ['bTRC', trc],
  ];
  return assemble(tags);
}

/** XYZ of red, green and blue, adapted from the primaries' white to D50. */
function adaptedColumns({ white, red, green, blue }: CodedPrimaries): number[][] {
  const xyz = ([x, y]: Point): number[] => [x / y, 1, (1 - x - y) / y];
  const columns = [xyz(red), xyz(green), xyz(blue)];
  const scale = apply3(invert3([0, 1, 2].flatMap((row) => columns.map((column) => column[row]!))), xyz(white));
  const from = apply3(BRADFORD, xyz(white));
  const to = apply3(BRADFORD, PROFILE_WHITE);
  const inverse = invert3(BRADFORD);
  return columns.map((column, i) => apply3(inverse, apply3(BRADFORD, column).map((value, j) => (value * scale[i]! * to[j]!) / from[j]!)));
}

function asciiTag(type: string, content: string): Uint8Array {
  return Uint8Array.from(`${type}\0\0\0\0${content}`, (c) => c.charCodeAt(0));
}

function description(title: string): Uint8Array {
  const out = new Uint8Array(12 + title.length + 1 + 78);
  out.set(asciiTag('desc', `\0\0\0${String.fromCharCode(title.length + 1)}${title}`));
  return out;
}

function fixed(values: readonly number[]): number[] {
  return values.map((value) => Math.round(value * 65_536));
}

function xyzTag(values: readonly number[]): Uint8Array {
  return numbersTag('XYZ ', fixed(values));
}

function numbersTag(type: string, words: readonly number[]): Uint8Array {
  const out = new Uint8Array(8 + 4 * words.length);
  out.set(asciiTag(type, ''));
  words.forEach((word, i) => { viewOf(out).setInt32(8 + 4 * i, word); });
  return out;
}

function gammaCurve(exponent: number): Uint8Array {
  return numbersTag('para', [0, ...fixed([exponent])]);
}

function srgbCurve(): Uint8Array {
  // Function type 3 in the upper half of its word.
  return numbersTag('para', [3 << 16, ...fixed([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])]);
}

function assemble(tags: readonly (readonly [string, Uint8Array])[]): Uint8Array<ArrayBuffer> {
  const head = 128 + 4 + 12 * tags.length;
  const size = tags.reduce((sum, [, body]) => sum + Math.ceil(body.length / 4) * 4, head);
  const out = new Uint8Array(size);
  const view = viewOf(out);
  view.setUint32(0, size);
  view.setUint32(8, 0x04200000);
  out.set(Uint8Array.from('mntrRGB XYZ ', (c) => c.charCodeAt(0)), 12);
  out.set(Uint8Array.from('acsp', (c) => c.charCodeAt(0)), 36);
  fixed(PROFILE_WHITE).forEach((word, i) => { view.setInt32(68 + 4 * i, word); });
  view.setUint32(128, tags.length);
  let at = head;
  tags.forEach(([name, body], i) => {
    out.set(Uint8Array.from(name, (c) => c.charCodeAt(0)), 132 + 12 * i);
    view.setUint32(136 + 12 * i, at);
    view.setUint32(140 + 12 * i, body.length);
    out.set(body, at);
    at += Math.ceil(body.length / 4) * 4;
  });
  return out;
}
