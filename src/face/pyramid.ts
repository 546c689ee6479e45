import type { CropSquare } from '../core/geometry.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';
import type { FloatImage } from '../core/resample.ts';

/** Halved until the longer side is under twice this. */
const SMALLEST_SIDE_PX = 256;

type ByteImage = RgbaImage<Uint8ClampedArray<ArrayBuffer>>;

/** A picture in sRGB at 8 bits and its halvings, the largest first, so that a cut of any scale reads about one sample a pixel. */
export type Pyramid = readonly [ByteImage, ...ByteImage[]];

/** The pyramid of a picture. */
export function buildPyramid(picture: RgbaImage): Pyramid {
  let last = asSeen(picture);
  const levels: [ByteImage, ...ByteImage[]] = [last];
  while (Math.max(last.widthPx, last.heightPx) >= 2 * SMALLEST_SIDE_PX && Math.min(last.widthPx, last.heightPx) >= 2) {
    last = halve(last);
    levels.push(last);
  }
  return levels;
}

/** What the networks know is sRGB at 8 bits; the same array where the picture is so already. */
function asSeen({ widthPx, heightPx, data, colour }: RgbaImage): ByteImage {
  if (!colour) return { widthPx, heightPx, data: toBytes(data) };
  const bytes = toBytes(data.slice());
  colour.paintSrgb(bytes);
  return { widthPx, heightPx, data: bytes };
}

/** Means of 2 x 2 samples; an odd last row or column is left out. */
function halve({ widthPx, heightPx, data }: ByteImage): ByteImage {
  const width = widthPx >> 1;
  const height = heightPx >> 1;
  const out = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    let a = 2 * y * widthPx * 4;
    let b = a + widthPx * 4;
    let to = y * width * 4;
    for (let x = 0; x < width; x++, a += 8, b += 8, to += 4) {
      for (let c = 0; c < 4; c++) out[to + c] = (data[a + c]! + data[a + 4 + c]! + data[b + c]! + data[b + 4 + c]! + 2) >> 2;
    }
  }
  return { widthPx: width, heightPx: height, data: out };
}

/** A square of the picture as `[S,S,3]` float32 HWC RGB in [0,255]; black beyond the picture, so that no face is mirrored there. */
export function cutSquare(pyramid: Pyramid, square: CropSquare, sizePx: number): FloatImage {
  const halvings = Math.min(pyramid.length - 1, Math.max(0, Math.floor(Math.log2(square.sidePx / sizePx))));
  const { widthPx, heightPx, data } = pyramid[halvings]!;
  const scale = 2 ** -halvings;
  const step = square.sidePx / sizePx * scale;
  const stepX = step * Math.cos(square.rotationRad);
  const stepY = step * Math.sin(square.rotationRad);
  const middle = (sizePx - 1) / 2;
  const out = new Float32Array(sizePx * sizePx * 3);
  for (let v = 0, to = 0; v < sizePx; v++) {
    let x = square.centreXPx * scale - 0.5 - middle * stepX - (v - middle) * stepY;
    let y = square.centreYPx * scale - 0.5 - middle * stepY + (v - middle) * stepX;
    for (let u = 0; u < sizePx; u++, to += 3, x += stepX, y += stepY) {
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      if (x0 < 0 || y0 < 0 || x0 + 1 >= widthPx || y0 + 1 >= heightPx) continue;
      const fx = x - x0;
      const fy = y - y0;
      const a = (y0 * widthPx + x0) * 4;
      const b = a + widthPx * 4;
      for (let c = 0; c < 3; c++) {
        const above = data[a + c]! + fx * (data[a + 4 + c]! - data[a + c]!);
        const below = data[b + c]! + fx * (data[b + 4 + c]! - data[b + c]!);
        out[to + c] = above + fy * (below - above);
      }
    }
  }
  return { widthPx: sizePx, heightPx: sizePx, channels: 3, data: out };
}
