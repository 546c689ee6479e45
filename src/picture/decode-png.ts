import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { blankSamples, fullScale, type RgbaImage, type Samples } from '../core/image.ts';

/** Decodes a PNG of any kind to straight RGBA at its own depth, exactly. Runs in the exact decoder's worker. */
export function decodePng(bytes: Uint8Array): RgbaImage {
  const png = decode(bytes, { checkCrc: true });
  const { width: widthPx, height: heightPx } = png;
  const { values, channels } = plainValues(png);
  const data = blankSamples(png.depth === 16 ? new Uint16Array(0) : new Uint8ClampedArray(0), widthPx * heightPx * 4);
  const full = fullScale(data);
  const hasColour = channels >= 3;
  const hasAlpha = channels % 2 === 0;
  for (let from = 0, to = 0; to < data.length; from += channels, to += 4) {
    data[to] = values[from]!;
    data[to + 1] = values[hasColour ? from + 1 : from]!;
    data[to + 2] = values[hasColour ? from + 2 : from]!;
    data[to + 3] = hasAlpha ? values[from + channels - 1]! : full;
  }
  if (png.transparency && !png.palette) clearColour(data, png.transparency, png.depth < 8 ? 255 / (2 ** png.depth - 1) : 1);
  return { widthPx, heightPx, data };
}

/** One value a sample: palettes looked up, small grey values spread over 8 bits. */
function plainValues(png: DecodedPng): { values: ArrayLike<number>; channels: number } {
  if (png.palette) return { values: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3 };
  if (png.depth >= 8) return { values: png.data, channels: png.channels };
  const values = new Uint8Array(png.width * png.height);
  const perByte = 8 / png.depth;
  const rowBytes = Math.ceil(png.width / perByte);
  const top = 2 ** png.depth - 1;
  for (let y = 0, i = 0; y < png.height; y++) {
    for (let x = 0; x < png.width; x++, i++) {
      const byte = png.data[y * rowBytes + Math.floor(x / perByte)]!;
      values[i] = (((byte >> (8 - png.depth * ((x % perByte) + 1))) & top) * 255) / top;
    }
  }
  return { values, channels: 1 };
}

/** The one colour (or grey) that the file calls transparent. */
function clearColour(data: Samples, colour: Uint16Array, scale: number): void {
  const [r, g = r, b = r] = Array.from(colour, (value) => value * scale);
  for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) data[i + 3] = 0;
}
