import { joined, PLAIN_FILE, text, tiffOf, viewOf, type PictureFile, type PictureMetadata } from './picture-file.ts';
import { fittingExif } from './fitting-exif.ts';
import { fittingXmp } from './xmp-packet.ts';

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/xap/1.0/\0';
const ICC = 'ICC_PROFILE\0';
/** A segment's length counts itself, in 16 bits. */
const MAX_BODY_BYTES = 65_533;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The segments before the first scan. */
function* segments(bytes: Uint8Array<ArrayBuffer>): Generator<Segment> {
  const view = viewOf(bytes);
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!;
    if (bytes[at] !== 0xff || marker === START_OF_SCAN || marker === END_OF_IMAGE) return;
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { at += marker === 0xff ? 1 : 2; continue; }
    const length = view.getUint16(at + 2);
    yield { marker, start: at, body: bytes.subarray(at + 4, at + 2 + length) };
    at += 2 + Math.max(2, length);
  }
}

/** Where the segments before the first scan end; metadata may hold a small JPEG with an end of its own. */
export function afterJpegHead(bytes: Uint8Array<ArrayBuffer>): number {
  let at = 2;
  for (const { start, body } of segments(bytes)) at = start + 4 + body.length;
  return at;
}

/** Reads a JPEG file's metadata and kind. */
export function readJpeg(bytes: Uint8Array<ArrayBuffer>): PictureFile {
  let exif: Uint8Array<ArrayBuffer> | undefined;
  let xmp: string | undefined;
  let components = 3;
  const profile = new Map<number, Uint8Array>();
  for (const { marker, body } of segments(bytes)) {
    if (marker === 0xe1 && text(body, 0, EXIF.length) === EXIF) exif ??= tiffOf(body);
    else if (marker === 0xe1 && text(body, 0, XMP.length) === XMP) xmp ??= new TextDecoder().decode(body.subarray(XMP.length));
    else if (marker === 0xe2 && text(body, 0, ICC.length) === ICC) profile.set(body[ICC.length]!, body.subarray(ICC.length + 2));
    else if (isFrame(marker)) components = body[5] ?? 3;
  }
  const icc = profile.size > 0 ? joined([...profile].sort(([a], [b]) => a - b).map(([, part]) => part)) : undefined;
  return { ...PLAIN_FILE, format: 'jpeg', exif, xmp, icc, isCmyk: components === 4, isGrey: components === 1 };
}

/** SOF0 to SOF15; C4, C8 and CC are other things. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** What of a picture's metadata is too long for a JPEG, said before it is saved as one. */
export function longMetadataNotes({ exif, xmp }: PictureMetadata): readonly string[] {
  return [
    ...(exif && exif.length > MAX_BODY_BYTES - EXIF.length ? ['Its camera data is longer than a JPEG can hold: saved as JPEG it goes without its longest entries.'] : []),
    ...(xmp !== undefined && xmp.length > MAX_BODY_BYTES - XMP.length ? ['Its XMP description is longer than a JPEG can hold: saved as JPEG it goes without.'] : []),
  ];
}

/** An encoded JPEG with the given metadata in place of its own. Of a block too long for a segment as much as fits: of EXIF all but the longest values, of XMP the mark of AI. */
export function withJpegMetadata(encoded: Uint8Array<ArrayBuffer>, { exif, xmp, icc }: PictureMetadata): Blob {
  const head: Uint8Array<ArrayBuffer>[] = [encoded.subarray(0, 2)];
  const rest: Uint8Array<ArrayBuffer>[] = [];
  let at = 2;
  for (const { marker, start, body } of segments(encoded)) {
    at = start + 4 + body.length;
    if (marker === 0xe0) head.push(encoded.subarray(start, at));
    else if (marker !== 0xe1 && marker !== 0xe2) rest.push(encoded.subarray(start, at));
  }
  const fitting = xmp === undefined ? undefined : fittingXmp(xmp, MAX_BODY_BYTES - XMP.length);
  const camera = exif && fittingExif(exif, MAX_BODY_BYTES - EXIF.length);
  const ours = [
    ...(camera ? [segment(0xe1, EXIF, camera)] : []),
    ...(fitting ? [segment(0xe1, XMP, fitting)] : []),
    ...(icc ? profileSegments(icc) : []),
  ];
  return new Blob([...head, ...ours.filter((part) => part !== undefined), ...rest, encoded.subarray(at)], { type: 'image/jpeg' });
}

function profileSegments(icc: Uint8Array): (Uint8Array<ArrayBuffer> | undefined)[] {
  const room = MAX_BODY_BYTES - ICC.length - 2;
  const count = Math.ceil(icc.length / room);
  if (count > 255) return [];
  return Array.from({ length: count }, (_, i) => segment(0xe2, ICC + String.fromCharCode(i + 1, count), icc.subarray(i * room, (i + 1) * room)));
}

function segment(marker: number, name: string, body: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const length = 2 + name.length + body.length;
  if (length > MAX_BODY_BYTES + 2) return undefined;
  return joined([Uint8Array.of(0xff, marker, length >> 8, length & 0xff), Uint8Array.from(name, (c) => c.charCodeAt(0)), body]);
}
