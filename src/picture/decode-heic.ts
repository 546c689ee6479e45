import libheifUrl from 'libheif-js/libheif-wasm/libheif-bundle.mjs?url';
import type { RgbaImage } from '../core/image.ts';
import { loadPart } from '../core/part.ts';
import { decodeWithLibheif, type Libheif } from './libheif.ts';

/** Runs in the exact decoder's worker. libheif (LGPL-3.0) stays a file of its own, fetched when the first HEIC picture is opened. */
export async function decodeHeic(bytes: Uint8Array, checkSize: (widthPx: number, heightPx: number) => void): Promise<RgbaImage> {
  const { default: load } = await loadPart('the HEIC decoder', () => import(/* @vite-ignore */ libheifUrl) as Promise<{ default: () => Libheif }>);
  return decodeWithLibheif(load(), bytes, checkSize);
}
