import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';

/** Starts a module beside this one, whether that is the source or built, as a process of its own. */
export function forkBeside(name: 'batch-worker' | 'frames-worker', args: readonly string[] = [], options: ForkOptions = {}): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fork(fileURLToPath(new URL(`${name}.${extension}`, import.meta.url)), [...args], options);
}

/** Time that such a process may take to start: a reference is read before the first file, and may be as slow as any picture. */
export function startLimitMs(limitMs: number): number {
  return Math.max(limitMs, FILE_LIMIT_MS);
}
