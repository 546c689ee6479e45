import { crc32 } from '../core/crc32.ts';
import { describeColour, type CodedPrimaries } from './made-profile.ts';
import { inflate, PLAIN_FILE, text, tiffOf, viewOf, type CodedColour, type PictureFile } from './picture-file.ts';

/** Ancillary chunks that change how samples are meant: invalid ones are ignored, as the specification says. */
const COLOUR_CHUNKS: ReadonlySet<string> = new Set(['cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM']);
/** In 1/100,000; what libpng takes for a gamma at all. */
const GAMMA_RANGE = [1000, 10_000_000] as const;
const MAX_PROFILE_BYTES = 16 * 2 ** 20;
const MAX_TEXT_BYTES = 4 * 2 ** 20;

interface Chunk {
  readonly id: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Its checksum is right; looked at where it says something about colour. */
  readonly isIntact: boolean;
}

function* chunks(bytes: Uint8Array<ArrayBuffer>): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const id = text(bytes, at + 4, 4);
    const isIntact = !COLOUR_CHUNKS.has(id) || (at + 12 + length <= bytes.length && crc32(bytes.subarray(at + 4, at + 8 + length)) === view.getUint32(at + 8 + length));
    yield { id, body: bytes.subarray(at + 8, at + 8 + length), isIntact };
    at += 12 + length;
  }
}

/** Reads a PNG file's metadata and kind. */
export async function readPng(bytes: Uint8Array<ArrayBuffer>): Promise<PictureFile> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  let xmp: Chunk | undefined;
  let hasSamples = false;
  let isExifLate = false;
  for (const { id, body, isIntact } of chunks(bytes)) {
    // The first one alone, readable or not: inflating each of a thousand that are too long would take minutes.
    if (TEXT_CHUNKS.has(id) && text(body, 0, XMP_KEY.length) === XMP_KEY) xmp ??= { id, body, isIntact };
    else if (id === 'IDAT') hasSamples = true;
    else if (!found.has(id) && !(COLOUR_CHUNKS.has(id) && (hasSamples || !isIntact))) {
      found.set(id, body);
      isExifLate ||= id === 'eXIf' && hasSamples;
    }
  }
  const header = found.get('IHDR');
  const depth = header?.[8] ?? 8;
  const kind = header?.[9] ?? 2;
  const exif = found.get('eXIf');
  const animation = found.get('acTL');
  return {
    ...PLAIN_FILE, format: 'png', exif: exif && tiffOf(exif), xmp: xmp && await readText(xmp), ...(await readColour(found)),
    isGrey: kind === 0 || kind === 4,
    // Small samples that are interlaced are beyond the exact decoder; they are 8 bits at most, so the browser loses little.
    // What says how to turn it only after the samples, decoders do not wait for.
    needsExactDecoder: (depth === 16 || kind === 4 || kind === 6 || found.has('tRNS') || isExifLate) && !(depth < 8 && header?.[12] === 1),
    isAnimated: animation !== undefined && animation.length >= 4 && viewOf(animation).getUint32(0) > 1,
  };
}

/** By the XMP specification it is iTXt; libvips writes zTXt. */
const TEXT_CHUNKS: ReadonlySet<string> = new Set(['iTXt', 'zTXt', 'tEXt']);
const XMP_KEY = 'XML:com.adobe.xmp\0';

/** iTXt: key, 0, compressed?, method, language, 0, translated key, 0, text. zTXt: key, 0, method, compressed text. */
async function readText({ id, body }: Chunk): Promise<string | undefined> {
  if (id !== 'iTXt') {
    const plain = id === 'zTXt' ? await inflate(body.slice(XMP_KEY.length + 1), MAX_TEXT_BYTES) : body.subarray(XMP_KEY.length);
    return plain && new TextDecoder().decode(plain);
  }
  const isCompressed = body[XMP_KEY.length] === 1;
  const language = body.indexOf(0, XMP_KEY.length + 2);
  const start = body.indexOf(0, language + 1) + 1;
  if (language < 0 || start <= 0) return undefined;
  const plain = isCompressed ? await inflate(body.slice(start), MAX_TEXT_BYTES) : body.subarray(start);
  return plain && new TextDecoder().decode(plain);
}

/** Colour by the order that the PNG specification gives: cICP, iCCP, sRGB, then gAMA with cHRM. */
async function readColour(found: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<{ icc?: Uint8Array<ArrayBuffer> | undefined; colour?: CodedColour | undefined }> {
  const coded = found.get('cICP');
  if (coded?.length === 4 && coded[2] === 0) return { colour: { primaries: coded[0]!, transfer: coded[1]! } };
  const profile = found.get('iCCP');
  const icc = profile && await inflate(profile.slice(profile.indexOf(0) + 2), MAX_PROFILE_BYTES);
  if (icc) return { icc };
  const gamma = found.get('gAMA');
  const value = gamma?.length === 4 ? viewOf(gamma).getUint32(0) : 0;
  if (found.get('sRGB')?.length === 1 || value < GAMMA_RANGE[0] || value > GAMMA_RANGE[1]) return {};
  return { icc: describeColour(primariesOf(found.get('cHRM')), 100_000 / value) };
}

function primariesOf(chunk: Uint8Array | undefined): CodedPrimaries | undefined {
  if (chunk?.length !== 32) return undefined;
  const view = viewOf(chunk);
  const point = (i: number): readonly [number, number] => [view.getUint32(i * 8) / 1e5, view.getUint32(i * 8 + 4) / 1e5];
  const primaries = { white: point(0), red: point(1), green: point(2), blue: point(3) };
  return isMeaningful(primaries) ? primaries : undefined;
}

/** Points on the chart, a triangle that is one, and a white within it. */
function isMeaningful({ white, red, green, blue }: CodedPrimaries): boolean {
  const turn = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number], [cx, cy]: readonly [number, number]): number => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  const turns = [turn(red, green, white), turn(green, blue, white), turn(blue, red, white)];
  const isOnChart = [white, red, green, blue].every(([x, y]) => x <= 1.1 && y <= 1.1) && white[1] > 0.01 && [red, green, blue].every(([, y]) => y > 0.0001);
  return isOnChart && (turns.every((value) => value > 0.001) || turns.every((value) => value < -0.001));
}
