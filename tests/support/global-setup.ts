import { mkdir } from 'node:fs/promises';
import { writeBundle } from '../../src/cli/write-bundle.ts';
import { makeTinyBundle } from './tiny-bundle.ts';

/** Where the tiny bundle lies for tests in a browser: Vite serves it from the repository's root. */
export const TINY_BUNDLE_FOLDER = 'test-results/tiny';

/** Before the browser tests: converts the tiny checkpoint. */
export default async function setUp(): Promise<void> {
  await mkdir('test-results', { recursive: true });
  await writeBundle(await makeTinyBundle(), TINY_BUNDLE_FOLDER);
}
