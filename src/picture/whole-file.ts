import { AppError } from '../core/app-error.ts';
import { formatOf } from '../core/picture-formats.ts';
import { afterJpegHead } from './jpeg-file.ts';
import { text, viewOf } from './picture-file.ts';

/**
 * Refuses a JPEG, PNG or WebP whose file ends before its picture does. Some decoders fill up what is missing with grey, others
 * refuse: a batch must say the same everywhere.
 * @throws AppError `picture-cut-short`
 */
export function expectWholeFile(bytes: Uint8Array<ArrayBuffer>): void {
  if (isWhole(bytes)) return;
  throw new AppError({
    code: 'picture-cut-short', message: `Expected a whole picture but received a file that ends before its picture does, after ${bytes.length} bytes.`,
    recovery: 'Copy or download it again.',
  });
}

function isWhole(bytes: Uint8Array<ArrayBuffer>): boolean {
  const format = formatOf(bytes)?.id;
  if (format === 'jpeg') return hasEndOfImage(bytes);
  if (format === 'png') return hasLastChunk(bytes);
  return format !== 'webp' || bytes.length >= 8 + viewOf(bytes).getUint32(4, true);
}

/** Within a scan no other marker than a restart can follow 0xff. */
function hasEndOfImage(bytes: Uint8Array<ArrayBuffer>): boolean {
  for (let at = bytes.indexOf(0xff, afterJpegHead(bytes)); at >= 0; at = bytes.indexOf(0xff, at + 1)) if (bytes[at + 1] === 0xd9) return true;
  return false;
}

function hasLastChunk(bytes: Uint8Array<ArrayBuffer>): boolean {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) if (text(bytes, at + 4, 4) === 'IEND') return true;
  return false;
}
