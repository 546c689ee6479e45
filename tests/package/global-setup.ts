import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packInto } from '../../packaging/pack.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly tarball: string;
  }
}

/** Before the tests of the package: builds and packs it, once for all of them. */
export default async function setUp({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mien-package-'));
  provide('tarball', await packInto(folder));
  return () => rm(folder, { recursive: true });
}
