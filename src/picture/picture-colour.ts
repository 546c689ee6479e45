import { greyCurve, readColourSpace, type ColourSpace } from '../core/colour-space.ts';
import { BT2020, describeColour, DISPLAY_P3 } from './made-profile.ts';
import { text, viewOf, type CodedColour, type PictureFile } from './picture-file.ts';

/** What becomes of a picture's colours. */
export interface PictureColour {
  /** Samples stay as they are in the file; else the decoder converts them to sRGB. */
  readonly isKept: boolean;
  /** Goes into the saved file; absent for sRGB that nobody spelt out. */
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
  /** Absent where the samples are sRGB. */
  readonly space?: ColourSpace | undefined;
  readonly note?: string;
}

/** Transfer functions that are drawn with sRGB's curve: BT.709 and its kin, sRGB itself, and "unspecified". */
const LIKE_SRGB = new Set([1, 2, 6, 13, 14, 15]);
/** Primaries that differ from sRGB's by less than the eye sees: BT.709, unspecified, and the two of old television. */
const LIKE_709 = new Set([1, 2, 5, 6]);
const HDR = new Set([16, 18]);

/** Decides how a file's colours travel: kept with their profile wherever one can be kept. */
export function pictureColour(file: Omit<PictureFile, 'format'>): PictureColour {
  const { icc, colour, isCmyk } = file;
  if (isCmyk) return { isKept: false, note: 'Its CMYK colours were converted to sRGB.' };
  if (icc && !isProfile(icc)) return { isKept: true, note: 'Its colour profile makes no sense and was left out.' };
  if (icc && isOfAnotherKind(icc, file)) return { isKept: true, note: 'Its colour profile is for another kind of picture and was left out.' };
  if (icc) {
    const grey = greyCurve(icc);
    return keep(grey ? describeColour(undefined, grey) : icc) ?? { isKept: false, note: 'Its colour profile is of a kind that cannot be kept: the colours were converted to sRGB, 8 bits a sample.' };
  }
  return colour ? codedColour(colour) : { isKept: true };
}

/** Whether a profile is whole and one at all: decoders ignore any other. */
function isProfile(icc: Uint8Array<ArrayBuffer>): boolean {
  if (icc.length < 132 || text(icc, 36, 4) !== 'acsp') return false;
  const view = viewOf(icc);
  const count = view.getUint32(128);
  if (count > 200 || 132 + 12 * count > icc.length) return false;
  return Array.from({ length: count }, (_, i) => 132 + 12 * i).every((at) => view.getUint32(at + 4) + view.getUint32(at + 8) <= icc.length);
}

/** A grey profile in a picture of colours, one of inks in a picture of light, or one that is of no picture's samples. */
function isOfAnotherKind(icc: Uint8Array, { isGrey, isCmyk }: Omit<PictureFile, 'format'>): boolean {
  const kind = text(icc, 16, 4);
  return (kind === 'GRAY' && isGrey === false) || (kind === 'CMYK' && !isCmyk) || !['GRAY', 'CMYK', 'RGB '].includes(kind);
}

function keep(icc: Uint8Array<ArrayBuffer>): PictureColour | undefined {
  const space = readColourSpace(icc);
  if (space === 'senseless') return { isKept: true, note: 'Its colour profile makes no sense and was left out.' };
  return space && { isKept: true, icc, space: space === 'srgb' ? undefined : space };
}

function codedColour({ primaries, transfer }: CodedColour): PictureColour {
  if (HDR.has(transfer)) return { isKept: false, note: 'It is an HDR picture: its colours were converted to sRGB.' };
  if (LIKE_709.has(primaries) && LIKE_SRGB.has(transfer)) return { isKept: true };
  const wide = primaries === 12 ? DISPLAY_P3 : primaries === 9 ? BT2020 : undefined;
  return (wide && LIKE_SRGB.has(transfer) ? keep(describeColour(wide, 'srgb')) : undefined) ?? { isKept: false, note: 'Its colours were converted to sRGB.' };
}
