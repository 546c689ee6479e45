import { mkdir } from 'node:fs/promises';
import { writeBundle } from '../../src/cli/write-bundle.ts';
import { writePictureFiles } from './picture-files.ts';
import { makeTinyBundle } from './tiny-bundle.ts';

/** Where the tiny bundle lies for tests in a browser: Vite serves it from the repository's root. */
export const TINY_BUNDLE_FOLDER = 'test-results/tiny';

/** The same model with its weights in 8 bits. */
const TINY_INT8_BUNDLE_FOLDER = 'test-results/tiny-int8';

/** Picture files of every kind for tests in a browser. */
export const PICTURES_FOLDER = 'test-results/pictures';

/** Before the browser tests: converts the tiny checkpoint twice and makes the pictures. */
export default async function setUp(): Promise<void> {
  await mkdir('test-results', { recursive: true });
  await writeBundle(await makeTinyBundle(), TINY_BUNDLE_FOLDER);
  await writeBundle(await makeTinyBundle('int8'), TINY_INT8_BUNDLE_FOLDER);
  await writePictureFiles(PICTURES_FOLDER);
}
