import { describeColour, type CodedPrimaries } from './made-profile.ts';
import { inflate, PLAIN_FILE, text, tiffOf, viewOf, type CodedColour, type PictureFile } from './picture-file.ts';

const MAX_PROFILE_BYTES = 16 * 2 ** 20;
const MAX_TEXT_BYTES = 4 * 2 ** 20;

interface Chunk {
  readonly id: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

function* chunks(bytes: Uint8Array<ArrayBuffer>): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    yield { id: text(bytes, at + 4, 4), body: bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** Reads a PNG file's metadata and kind. */
export async function readPng(bytes: Uint8Array<ArrayBuffer>): Promise<PictureFile> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  let xmp: string | undefined;
  for (const { id, body } of chunks(bytes)) {
    if (TEXT_CHUNKS.has(id) && text(body, 0, XMP_KEY.length) === XMP_KEY) xmp ??= await readText(id, body);
    else if (id !== 'IDAT' && !found.has(id)) found.set(id, body);
  }
  const header = found.get('IHDR');
  const depth = header?.[8] ?? 8;
  const kind = header?.[9] ?? 2;
  const exif = found.get('eXIf');
  const animation = found.get('acTL');
  return {
    ...PLAIN_FILE, format: 'png', exif: exif && tiffOf(exif), xmp, ...(await readColour(found)),
    needsExactDecoder: depth === 16 || kind === 4 || kind === 6 || found.has('tRNS'),
    isAnimated: animation !== undefined && animation.length >= 4 && viewOf(animation).getUint32(0) > 1,
  };
}

/** By the XMP specification it is iTXt; libvips writes zTXt. */
const TEXT_CHUNKS: ReadonlySet<string> = new Set(['iTXt', 'zTXt', 'tEXt']);
const XMP_KEY = 'XML:com.adobe.xmp\0';

/** iTXt: key, 0, compressed?, method, language, 0, translated key, 0, text. zTXt: key, 0, method, compressed text. */
async function readText(id: string, body: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
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
  if (coded && coded.length >= 2) return { colour: { primaries: coded[0]!, transfer: coded[1]! } };
  const profile = found.get('iCCP');
  if (profile) return { icc: await inflate(profile.slice(profile.indexOf(0) + 2), MAX_PROFILE_BYTES) };
  const gamma = found.get('gAMA');
  if (found.has('sRGB') || !gamma || gamma.length < 4) return {};
  const exponent = 100_000 / Math.max(1, viewOf(gamma).getUint32(0));
  return { icc: describeColour(primariesOf(found.get('cHRM')), exponent) };
}

function primariesOf(chunk: Uint8Array | undefined): CodedPrimaries | undefined {
  if (!chunk || chunk.length < 32) return undefined;
  const view = viewOf(chunk);
  const point = (i: number): readonly [number, number] => [view.getUint32(i * 8) / 1e5, view.getUint32(i * 8 + 4) / 1e5];
  return { white: point(0), red: point(1), green: point(2), blue: point(3) };
}
