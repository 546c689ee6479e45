import { AppError, isCancelled } from '../core/app-error.ts';
import { startDeadline, type Deadline } from '../core/deadline.ts';
import { partUnreachable } from '../core/part.ts';
import type { BundleFiles } from './bundle-files.ts';

/** A bundle fetched from a folder; `baseUrl` ends in "/". */
export function urlBundleFiles(baseUrl: string, signal?: AbortSignal): BundleFiles {
  return { read: (file, onBytes) => fetchBytes(new URL(file, baseUrl).href, onBytes, signal) };
}

/**
 * Fetches a file, counting the bytes as they arrive.
 * @throws AppError `bundle-file-missing`, `bundle-unreachable`, `bundle-stalled`
 */
export async function fetchBytes(url: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const file = url.slice(url.lastIndexOf('/') + 1);
  const stall = stallLimit(signal);
  try {
    return await receive(url, file, onBytes, stall);
  } catch (thrown) {
    throw stall.hasStalled() ? stalled(file) : thrown;
  } finally {
    stall.end();
  }
}

/**
 * Fetches a part of the app itself, as `fetchBytes` does a model's file.
 * @throws AppError `part-unreachable`
 */
export async function fetchPart(what: string, url: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  return fetchBytes(url, onBytes, signal).catch((thrown: unknown) => { throw thrown instanceof AppError ? partUnreachable(what, thrown) : thrown; });
}

async function receive(url: string, file: string, onBytes: ((bytes: number) => void) | undefined, stall: StallLimit): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { signal: stall.signal }).catch((cause: unknown) => { throw unreachable(file, cause); });
  stall.touch();
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
      stall.touch();
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

/** Silence after which a download is given up: well under the minute after which the engine itself would count as hung. */
const STALL_MS = 30_000;

interface StallLimit {
  readonly signal: AbortSignal;
  /** Something came. */
  touch(): void;
  hasStalled(): boolean;
  end(): void;
}

function stallLimit(outer: AbortSignal | undefined): StallLimit {
  const silence = new AbortController();
  let deadline: Deadline | undefined;
  const touch = (): void => {
    deadline?.clear();
    deadline = startDeadline(STALL_MS, () => { silence.abort(); });
  };
  touch();
  return {
    signal: outer ? AbortSignal.any([outer, silence.signal]) : silence.signal,
    touch,
    hasStalled: () => silence.signal.aborted && outer?.aborted !== true,
    end: () => { deadline?.clear(); },
  };
}

function stalled(file: string): AppError {
  return new AppError({
    code: 'bundle-stalled', message: `Expected more of ${file} within ${STALL_MS / 1000} s but received nothing.`,
    recovery: 'Check the connection and try again.',
  });
}

function unreachable(file: string, cause: unknown): Error {
  if (cause instanceof Error && isCancelled(cause)) return cause;
  return new AppError({
    code: 'bundle-unreachable', cause,
    message: `Expected to download ${file} but the connection failed.`,
    recovery: 'Check the connection and load the model again.',
  });
}
