import type { RgbaImage } from '../core/image.ts';

/** As much of libheif's JavaScript interface as is used here. */
interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(target: { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number }, done: (target: unknown) => void): void;
}
export interface Libheif {
  readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
}

/** Decodes the primary picture of a HEIC file to RGBA in the file's own colours, turned as it says. */
export async function decodeWithLibheif({ HeifDecoder }: Libheif, bytes: Uint8Array, checkSize: (widthPx: number, heightPx: number) => void): Promise<RgbaImage> {
  const images = new HeifDecoder().decode(bytes);
  const image = images.find((candidate) => candidate.is_primary()) ?? images[0];
  if (!image) throw new Error('it holds no picture');
  const widthPx = image.get_width();
  const heightPx = image.get_height();
  checkSize(widthPx, heightPx);
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  const isDone = await new Promise((resolve) => { image.display({ data, width: widthPx, height: heightPx }, resolve); });
  if (!isDone) throw new Error('its picture is damaged');
  return { widthPx, heightPx, data };
}
