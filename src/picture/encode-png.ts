import { crc32 } from '../core/crc32.ts';
import { isOpaque, type RgbaImage } from '../core/image.ts';
import { breathe } from './breathe.ts';
import { viewOf, type PictureMetadata } from './picture-file.ts';
import { filterRow } from './png-filter.ts';

/** Filtered bytes handed to the compressor at once. */
const BATCH_BYTES = 2 ** 21;
const TRUE_COLOUR = 2;
const TRUE_COLOUR_ALPHA = 6;

/**
 * Writes a PNG at the samples' own depth, straight alpha and all, without a canvas: row by row through the browser's own
 * compressor, so that no second copy of the picture is needed. Opaque pictures are written without alpha.
 */
export async function encodePng(image: RgbaImage, metadata: PictureMetadata, signal?: AbortSignal): Promise<Blob> {
  const hasAlpha = !isOpaque(image.data);
  const header = new Uint8Array(13);
  viewOf(header).setUint32(0, image.widthPx);
  viewOf(header).setUint32(4, image.heightPx);
  header[8] = image.data.BYTES_PER_ELEMENT * 8;
  header[9] = hasAlpha ? TRUE_COLOUR_ALPHA : TRUE_COLOUR;
  const parts = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), chunk('IHDR', header), ...(await metadataChunks(metadata))];
  for await (const body of filteredRows(image, hasAlpha, signal).pipeThrough(new CompressionStream('deflate'))) parts.push(chunk('IDAT', body));
  return new Blob([...parts, chunk('IEND', new Uint8Array())], { type: 'image/png' });
}

function filteredRows({ widthPx, heightPx, data }: RgbaImage, hasAlpha: boolean, signal: AbortSignal | undefined): ReadableStream<Uint8Array<ArrayBuffer>> {
  const channels = hasAlpha ? 4 : 3;
  const pixelBytes = channels * data.BYTES_PER_ELEMENT;
  const rowBytes = widthPx * pixelBytes;
  let above = new Uint8Array(rowBytes);
  let row = new Uint8Array(rowBytes);
  let y = 0;
  return new ReadableStream({
    async pull(controller) {
      await breathe(signal);
      const rows = Math.min(heightPx - y, Math.max(1, Math.floor(BATCH_BYTES / rowBytes)));
      const batch = new Uint8Array(rows * (rowBytes + 1));
      for (let i = 0; i < rows; i++, y++) {
        packRow(data, y * widthPx * 4, widthPx, channels, row);
        filterRow(row, above, pixelBytes, batch.subarray(i * (rowBytes + 1), (i + 1) * (rowBytes + 1)));
        [above, row] = [row, above];
      }
      controller.enqueue(batch);
      if (y === heightPx) controller.close();
    },
  }, { highWaterMark: 1 });
}

/** A row of RGBA samples as PNG stores it: big-endian, with or without alpha. */
function packRow(data: RgbaImage['data'], from: number, widthPx: number, channels: number, row: Uint8Array): void {
  if (data instanceof Uint8ClampedArray) {
    for (let x = 0, i = from, to = 0; x < widthPx; x++, i += 4) for (let c = 0; c < channels; c++) row[to++] = data[i + c]!;
    return;
  }
  for (let x = 0, i = from, to = 0; x < widthPx; x++, i += 4) {
    for (let c = 0; c < channels; c++) {
      const value = data[i + c]!;
      row[to++] = value >> 8;
      row[to++] = value & 0xff;
    }
  }
}

function chunk(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + body.length);
  const view = viewOf(out);
  view.setUint32(0, body.length);
  out.set(Uint8Array.from(type, (c) => c.charCodeAt(0)), 4);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}

async function metadataChunks({ exif, xmp, icc }: PictureMetadata): Promise<Uint8Array<ArrayBuffer>[]> {
  const named = (name: string, body: Uint8Array): Uint8Array => {
    const out = new Uint8Array(name.length + body.length);
    out.set(Uint8Array.from(name, (c) => c.charCodeAt(0)));
    out.set(body, name.length);
    return out;
  };
  return [
    ...(icc ? [chunk('iCCP', named('icc\0\0', await deflate(icc)))] : []),
    ...(exif ? [chunk('eXIf', exif)] : []),
    // Not compressed, no language, no translated key.
    ...(xmp === undefined ? [] : [chunk('iTXt', named('XML:com.adobe.xmp\0\0\0\0\0', new TextEncoder().encode(xmp)))]),
  ];
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
}
