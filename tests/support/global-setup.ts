import { mkdir } from 'node:fs/promises';
import { writeBundle } from '../../src/cli/write-bundle.ts';
import { writePictureFiles } from './picture-files.ts';
import { makeTinyBundle } from './tiny-bundle.ts';

/** Where the tiny bundle lies for tests in a browser: Vite serves it from the repository's root. */
export const TINY_BUNDLE_FOLDER = 'test-results/tiny';

/** Picture files of every kind for tests in a browser. */
export const PICTURES_FOLDER = 'test-results/pictures';

/** Before the browser tests: converts the tiny checkpoint and makes the pictures. */
export default async function setUp(): Promise<void> {
  await mkdir('test-results', { recursive: true });
  await writeBundle(await makeTinyBundle(), TINY_BUNDLE_FOLDER);
  await writePictureFiles(PICTURES_FOLDER);
}
