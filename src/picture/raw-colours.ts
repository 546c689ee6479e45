import { describeColour, DISPLAY_P3 } from './made-profile.ts';
import { readBitmap } from './read-bitmap.ts';
import { encodePng } from './encode-png.ts';

let answer: Promise<boolean> | undefined;

/** True where the browser decodes without converting colours when asked to: tried once, on one Display P3 pixel. */
export function keepsRawColours(): Promise<boolean> {
  answer ??= tryIt();
  return answer;
}

async function tryIt(): Promise<boolean> {
  const pixel = Uint8ClampedArray.of(220, 40, 60, 255);
  const file = await encodePng({ widthPx: 1, heightPx: 1, data: pixel }, { icc: describeColour(DISPLAY_P3, 'srgb') });
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => undefined);
  if (!bitmap) return false;
  const { data } = await readBitmap(bitmap, undefined);
  bitmap.close();
  return data.every((value, i) => Math.abs(value - pixel[i]!) <= 1);
}
