import { execFile, execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../../packaging/packed-manifest.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A folder outside the repository's own modules with the package in it, as npm would have put it there. */
export interface Consumer {
  readonly tarball: string;
  readonly folder: string;
  /** Where the package lies in it. */
  readonly installed: string;
}

/**
 * Unpacks the tarball into an empty folder beside it, out of reach of this repository's modules, and links there what its package.json asks for, and nothing else: npm would fetch the same
 * packages, and tests have no network. What is asked for and not listed is missing, as it would be for others.
 */
export async function makeConsumer(tarball: string, name: string, { withOptional = true, more = [] as readonly string[] } = {}): Promise<Consumer> {
  const folder = join(dirname(tarball), name);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'mien'), { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, 'mien'), '--strip-components=1']);
  const { dependencies, optionalDependencies } = JSON.parse(await readFile(join(modules, 'mien/package.json'), 'utf8')) as Manifest;
  for (const dependency of [...Object.keys(dependencies), ...(withOptional ? Object.keys(optionalDependencies) : []), ...more]) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', dependency), join(modules, dependency));
  }
  return { tarball, folder, installed: join(modules, 'mien') };
}

/** Copies an example's files into the consumer's folder. */
export async function copyExample({ folder }: Consumer, example: string): Promise<void> {
  await cp(join(ROOT, 'examples', example), folder, { recursive: true });
}

/** Runs a Node program in the consumer's folder; resolves with what it said, whether it failed or not. */
export function runNode({ folder }: Consumer, ...args: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly error: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: folder }, (failure, out, error) => { resolve({ status: failure ? Number(failure.code ?? 1) : 0, out, error }); });
  });
}
