import type { TestProject } from 'vitest/node';
import { packOnce } from './consumer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly tarball: string;
  }
}

/** Before the tests of the package: builds and packs it, once for all of them. */
export default async function setUp({ provide }: TestProject): Promise<void> {
  provide('tarball', await packOnce());
}
