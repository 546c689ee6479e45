import { createRequire } from 'node:module';
import type { RgbaImage } from '../core/image.ts';
import { decodeWithLibheif, type Libheif } from '../picture/libheif.ts';

let libheif: Libheif | undefined;

/** Decodes the primary picture of a HEIC file in Node, by the library that the page uses; sharp's own build knows AVIF alone. */
export function decodeHeicFile(bytes: Uint8Array, checkSize: (widthPx: number, heightPx: number) => void): Promise<RgbaImage> {
  libheif ??= createRequire(import.meta.url)('libheif-js/wasm-bundle') as Libheif;
  return decodeWithLibheif(libheif, bytes, checkSize);
}
