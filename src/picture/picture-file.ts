import type { PictureFormat } from '../core/picture-formats.ts';

/** Colour meant by numbers instead of a profile: primaries and transfer function as ITU-T H.273 counts them. */
export interface CodedColour {
  readonly primaries: number;
  readonly transfer: number;
}

/** What a picture file carries beside its samples. */
export interface PictureMetadata {
  /** The TIFF block, without the "Exif\0\0" that some containers put before it. */
  readonly exif?: Uint8Array<ArrayBuffer> | undefined;
  readonly xmp?: string | undefined;
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
}

/** What a container says before anything is decoded. */
export interface PictureFile extends PictureMetadata {
  readonly format: PictureFormat;
  readonly colour?: CodedColour | undefined;
  /** Samples that a canvas would round: 16 bits, or colours under a straight alpha. */
  readonly needsExactDecoder: boolean;
  readonly isAnimated: boolean;
  readonly isCmyk: boolean;
  /** One channel of light: a profile for grey pictures belongs to such ones only. Undefined where the container does not say. */
  readonly isGrey?: boolean | undefined;
  /** More than 8 bits a sample that are read at 8. */
  readonly isDeep: boolean;
}

export const PLAIN_FILE = { needsExactDecoder: false, isAnimated: false, isCmyk: false, isDeep: false } as const;

/** Bytes as Latin-1 text. */
export function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** A view of the same bytes, to read numbers from. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The TIFF block of an Exif chunk, with or without the marker before it. */
export function tiffOf(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return text(chunk, 0, 6) === 'Exif\0\0' ? chunk.slice(6) : chunk.slice();
}

/** Inflates a zlib stream of at most `maxBytes`; undefined when it is longer or broken. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for await (const part of new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))) {
      length += part.length;
      if (length > maxBytes) return undefined;
      parts.push(part);
    }
  } catch {
    return undefined;
  }
  return joined(parts);
}

/** Arrays of bytes as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}
