import { blankSamples, type RgbaImage } from '../core/image.ts';
import { orientationOf } from './exif-block.ts';

/** A picture turned as its EXIF block says. */
export function turnUpright(image: RgbaImage, exif: Uint8Array<ArrayBuffer> | undefined): RgbaImage {
  const orientation = orientationOf(exif);
  if (orientation === 1) return image;
  const { widthPx: width, heightPx: height, data } = image;
  // 5 to 8 swap the axes; then each is mirrored or not.
  const isSwapped = orientation >= 5;
  const mirrorsX = [2, 3, 7, 8].includes(orientation);
  const mirrorsY = [3, 4, 6, 7].includes(orientation);
  const [widthPx, heightPx] = isSwapped ? [height, width] : [width, height];
  const out = blankSamples(data, data.length);
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, to += 4) {
      const [sourceX, sourceY] = isSwapped ? [y, x] : [x, y];
      const from = ((mirrorsY ? height - 1 - sourceY : sourceY) * width + (mirrorsX ? width - 1 - sourceX : sourceX)) * 4;
      for (let c = 0; c < 4; c++) out[to + c] = data[from + c]!;
    }
  }
  return { widthPx, heightPx, data: out };
}
