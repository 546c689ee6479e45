import { access, copyFile, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../core/app-error.ts';
import { CARD_FILE, MANIFEST_FILE, type Bundle } from '../l2m/bundle.ts';
import { cardStub } from '../l2m/card-stub.ts';
import { fileError } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';

/** All that a bundle's folder holds: what else lies there, the checkpoint itself perhaps, would be lost with it. */
const BUNDLE_FILE = /^(manifest\.json|README\.md|check-(image|expected)\.bin|[a-z0-9-]+\.onnx)$/;

/**
 * Refuses to replace anything but a bundle.
 * @throws AppError `out-not-a-bundle`, `file-system` for what is no folder, or where none can be made
 */
export async function expectBundleFolder(folder: string): Promise<void> {
  const files = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [] as string[];
    // A file, the checkpoint itself perhaps: renaming a folder to its name would be the end of it.
    throw fileError(cause) ?? cause;
  });
  const isBundle = files.includes(MANIFEST_FILE) && files.every((name) => BUNDLE_FILE.test(name));
  if (isBundle || files.every((name) => name === CARD_FILE)) { await expectRoom(folder); return; }
  throw new AppError({
    code: 'out-not-a-bundle',
    message: `Expected an empty folder or a bundle for "${folder}" but received ${files.filter((name) => !BUNDLE_FILE.test(name)).length} other files.`,
    recovery: 'Name another folder with --out.',
  });
}

/** Makes a folder beside and removes it again: nothing less tells whether one can be made there. */
async function expectRoom(folder: string): Promise<void> {
  let above = dirname(folder);
  while (!await exists(above)) above = dirname(above);
  await rmdir(await mkdtemp(join(above, '.mien-')).catch((cause: unknown) => { throw fileError(cause) ?? cause; }));
}

/**
 * Stores a bundle as a folder, whole or not at all; an existing card stays, an existing bundle is replaced.
 * @throws AppError `out-not-a-bundle`
 */
export async function writeBundle(bundle: Bundle, folder: string): Promise<void> {
  await expectBundleFolder(folder);
  const hasCard = (await filesIn(folder)).includes(CARD_FILE);
  const fresh = `${folder}.new-${process.pid}`;
  const old = `${folder}.old-${process.pid}`;
  await makeFolder(fresh);
  try {
    for (const [name, bytes] of bundle.files) await writeFile(join(fresh, name), bytes);
    if (hasCard) await copyFile(join(folder, CARD_FILE), join(fresh, CARD_FILE));
    else await writeFile(join(fresh, CARD_FILE), cardStub(bundle.manifest));
    if (await exists(folder)) await rename(folder, old);
    await rename(fresh, folder);
  } catch (cause) {
    if (await exists(old) && !(await exists(folder))) await rename(old, folder);
    throw cause;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await rm(old, { recursive: true, force: true });
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
