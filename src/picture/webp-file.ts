import { joined, PLAIN_FILE, text, tiffOf, viewOf, type PictureFile, type PictureMetadata } from './picture-file.ts';

interface Chunk {
  readonly id: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The chunks of a RIFF file. */
function* chunks(bytes: Uint8Array<ArrayBuffer>): Generator<Chunk> {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    yield { id: text(bytes, at, 4), body: bytes.subarray(at + 8, at + 8 + length) };
    at += 8 + length + (length & 1);
  }
}

/** Reads a WebP file's metadata and kind. */
export function readWebp(bytes: Uint8Array<ArrayBuffer>): PictureFile {
  let metadata: PictureMetadata = {};
  let isAnimated = false;
  for (const { id, body } of chunks(bytes)) {
    // Of several the first counts, for decoders as well.
    if (id === 'EXIF') metadata = { exif: tiffOf(body), ...metadata };
    else if (id === 'XMP ') metadata = { xmp: new TextDecoder().decode(body), ...metadata };
    else if (id === 'ICCP') metadata = { icc: body.slice(), ...metadata };
    else if (id === 'ANIM') isAnimated = true;
  }
  return { ...PLAIN_FILE, format: 'webp', ...metadata, isAnimated, isGrey: false };
}

/** An encoded WebP with the given metadata in place of its own. */
export function withWebpMetadata(encoded: Uint8Array<ArrayBuffer>, { exif, xmp, icc }: PictureMetadata, widthPx: number, heightPx: number): Blob {
  const picture = [...chunks(encoded)].filter(({ id }) => id === 'VP8 ' || id === 'VP8L' || id === 'ALPH');
  // The extended header says so; without one, a lossless stream does in the bit after its two 14-bit sides.
  const hasAlpha = picture.some(({ id, body }) => id === 'ALPH' || (id === 'VP8L' && (body[4]! & 0x10) !== 0));
  const header = new Uint8Array(10);
  header[0] = (icc ? 0x20 : 0) | (hasAlpha ? 0x10 : 0) | (exif ? 0x08 : 0) | (xmp === undefined ? 0 : 0x04);
  for (let i = 0; i < 3; i++) {
    header[4 + i] = ((widthPx - 1) >> (8 * i)) & 0xff;
    header[7 + i] = ((heightPx - 1) >> (8 * i)) & 0xff;
  }
  const parts = [
    chunk('VP8X', header), ...(icc ? [chunk('ICCP', icc)] : []), ...picture.map(({ id, body }) => chunk(id, body)),
    ...(exif ? [chunk('EXIF', exif)] : []), ...(xmp === undefined ? [] : [chunk('XMP ', new TextEncoder().encode(xmp))]),
  ];
  const riff = chunk('RIFF', joined([Uint8Array.from('WEBP', (c) => c.charCodeAt(0)), ...parts]));
  return new Blob([riff], { type: 'image/webp' });
}

function chunk(id: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(8 + body.length + (body.length & 1));
  out.set(Uint8Array.from(id, (c) => c.charCodeAt(0)));
  viewOf(out).setUint32(4, body.length, true);
  out.set(body, 8);
  return out;
}
