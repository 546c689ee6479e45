import type { ByteSource } from '../core/byte-source.ts';
import { checkpointError } from './checkpoint-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import { DEFAULT_LIMITS, type CheckpointLimits } from './limits.ts';
import { openSafetensors } from './safetensors.ts';
import { openTorchLegacy } from './torch-legacy.ts';
import { openTorchZip } from './torch-zip.ts';

const SNIFF_BYTES = 512;
/** `{`, the first byte of a safetensors header. */
const BRACE = 0x7b;
const PICKLE_PROTO = 0x80;

/**
 * Reads a checkpoint's table of contents: zip or legacy `torch.save` file, or safetensors. Nothing in the file is ever run.
 * @throws AppError, each code `checkpoint-*`; `checkpoint-error.ts` lists them
 */
export async function openCheckpoint(source: ByteSource, options: Partial<CheckpointLimits> = {}): Promise<Checkpoint> {
  const limits = { ...DEFAULT_LIMITS, ...options };
  if (source.sizeBytes === 0) {
    throw checkpointError({ code: 'checkpoint-empty', expected: 'a checkpoint', subject: 'the file', received: '0 bytes' });
  }
  const head = await source.read(0, Math.min(source.sizeBytes, SNIFF_BYTES));
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return await openTorchZip(source, limits);
  if (head[0] === PICKLE_PROTO) return await openTorchLegacy(source, limits);
  // Bytes 6 and 7 of any header length that a file can hold are 0; in a text that happens to have a brace there they are not.
  if (head[8] === BRACE && head[7] === 0 && head[6] === 0) return await openSafetensors(source, limits);
  throw checkpointError({
    code: 'checkpoint-not-a-checkpoint',
    expected: 'a zip or legacy file of torch.save, or safetensors,',
    subject: 'the checkpoint',
    received: describeHead(head),
  });
}

function describeHead(head: Uint8Array): string {
  if (startsWith(head, '\x89PNG')) return 'a PNG image';
  if (startsWith(head, '\xff\xd8\xff')) return 'a JPEG image';
  if (startsWith(head, '\x89HDF')) return 'an HDF5 file';
  if (startsWith(head, '\x1f\x8b')) return 'a gzip file';
  const text = new TextDecoder().decode(head).trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'a web page (a download link often gives one instead of the file)';
  if (head.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))) return 'a text file';
  return `a file that starts with ${[...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}

function startsWith(bytes: Uint8Array, prefix: string): boolean {
  return Array.from({ length: prefix.length }, (_, i) => prefix.charCodeAt(i)).every((byte, i) => bytes[i] === byte);
}
