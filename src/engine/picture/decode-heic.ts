import libheifUrl from 'libheif-js/libheif-wasm/libheif-bundle.mjs?url';
import { loadPart } from '../../core/part.ts';
import type { RgbaImage } from '../../core/image.ts';

/** As much of libheif's JavaScript interface as is used here. */
interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(target: { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number }, done: (target: unknown) => void): void;
}
interface Libheif {
  readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
}

/**
 * Decodes the primary picture of a HEIC file to RGBA in the file's own colours, turned as it says. Runs in the exact
 * decoder's worker. libheif (LGPL-3.0) stays a file of its own, fetched when the first HEIC picture is opened.
 */
export async function decodeHeic(bytes: Uint8Array, checkSize: (widthPx: number, heightPx: number) => void): Promise<RgbaImage> {
  const { default: load } = await loadPart('the HEIC decoder', () => import(/* @vite-ignore */ libheifUrl) as Promise<{ default: () => Libheif }>);
  const images = new (load().HeifDecoder)().decode(bytes);
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
