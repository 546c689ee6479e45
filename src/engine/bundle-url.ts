import { AppError, isCancelled } from '../core/app-error.ts';
import type { BundleFiles } from './bundle-files.ts';

/** A bundle fetched from a folder; `baseUrl` ends in "/". */
export function urlBundleFiles(baseUrl: string, signal?: AbortSignal): BundleFiles {
  return { read: (file, onBytes) => fetchBytes(new URL(file, baseUrl).href, onBytes, signal) };
}

/**
 * Fetches a file, counting the bytes as they arrive.
 * @throws AppError `bundle-file-missing`, `bundle-unreachable`
 */
export async function fetchBytes(url: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const file = url.slice(url.lastIndexOf('/') + 1);
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => { throw unreachable(file, cause); });
  // A single-page host answers a missing file with its page, status 200.
  if (!response.ok || response.headers.get('content-type')?.includes('text/html')) {
    throw new AppError({
      code: 'bundle-file-missing',
      message: `Expected the file ${file} at ${url} but received ${response.ok ? 'a web page' : `status ${response.status}`}.`,
      recovery: 'The model is incomplete on the server. Choose another model, or try again later.',
    });
  }
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of response.body ?? []) {
      pieces.push(piece);
      onBytes?.(piece.length);
    }
  } catch (cause) {
    throw unreachable(file, cause);
  }
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function unreachable(file: string, cause: unknown): Error {
  if (cause instanceof Error && isCancelled(cause)) return cause;
  return new AppError({
    code: 'bundle-unreachable', cause,
    message: `Expected to download ${file} but the connection failed.`,
    recovery: 'Check the connection and load the model again.',
  });
}
