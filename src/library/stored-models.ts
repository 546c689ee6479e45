import { AppError, describe } from '../core/app-error.ts';
import { CARD_FILE, MANIFEST_FILE } from '../l2m/bundle.ts';
import { expectBundleId } from '../l2m/manifest.ts';
import { readManifest } from '../bundle/bundle-files.ts';
import { bundleFolder, bundlesFolder, filesOf, hasManifest, listFolders, openForWriting, orUndefined, writeAll } from '../bundle/bundle-folders.ts';
import { storedBundleFiles } from '../bundle/stored-bundle-files.ts';
import type { StoredModel } from './library-protocol.ts';
import { expectRoom, isQuotaExceeded, storageFull } from './storage-room.ts';

export type Append = (bytes: Uint8Array) => void;

/** Writes the files of a bundle that comes into being. */
export class BundleWriter {
  readonly #folder: FileSystemDirectoryHandle;
  #writtenBytes = 0;

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** Of all files so far: when storage runs full, the room that there was. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Writes a file piece by piece and returns it as stored. */
  async write(name: string, produce: (append: Append) => Promise<void> | void): Promise<File> {
    const access = await openForWriting(this.#folder, name);
    try {
      let offset = 0;
      await produce((bytes) => {
        writeAll(access, bytes, offset);
        offset += bytes.length;
        this.#writtenBytes += bytes.length;
      });
      access.flush();
    } finally {
      access.close();
    }
    return (await this.#folder.getFileHandle(name)).getFile();
  }
}

export interface NewBundle {
  readonly id: string;
  readonly title: string;
  /** Estimated; checked before anything is written. */
  readonly neededBytes: number;
}

/**
 * Stores a bundle whole or not at all: `fill` writes its files and returns its manifest, which is written last.
 * @throws AppError `bundle-id-invalid`, `bundle-exists`, `bundle-busy`, `storage-full`, and whatever `fill` throws
 */
export async function storeBundle({ id, title, neededBytes }: NewBundle, fill: (writer: BundleWriter) => Promise<Uint8Array>): Promise<StoredModel> {
  expectBundleId(id);
  return whileLocked(id, async () => {
    const bundles = await bundlesFolder();
    const present = await orUndefined(bundles.getDirectoryHandle(id));
    if (present && await hasManifest(present)) throw alreadyStored(id);
    if (present) await bundles.removeEntry(id, { recursive: true });
    const folder = await bundles.getDirectoryHandle(id, { create: true });
    const writer = new BundleWriter(folder);
    try {
      await expectRoom(folder, title, neededBytes);
      const manifest = await fill(writer);
      await writer.write(MANIFEST_FILE, (append) => { append(manifest); });
      return await describeStored(folder);
    } catch (thrown) {
      await bundles.removeEntry(id, { recursive: true });
      throw isQuotaExceeded(thrown) ? storageFull(title, neededBytes, writer.writtenBytes, thrown) : thrown;
    }
  });
}

/** The stored models, by id. */
export async function listStored(): Promise<readonly StoredModel[]> {
  const models: StoredModel[] = [];
  for (const folder of await listFolders()) {
    if (await hasManifest(folder)) models.push(await describeStored(folder));
  }
  return models;
}

/** @throws AppError `bundle-not-stored`, `bundle-busy` */
export async function removeStored(id: string): Promise<void> {
  const folder = await bundleFolder(id);
  await whileLocked(id, async () => {
    // The manifest first: should the rest be interrupted, what is left is no bundle.
    await folder.removeEntry(MANIFEST_FILE);
    await (await bundlesFolder()).removeEntry(id, { recursive: true });
  });
}

/** Removes what conversions and imports left that a closed tab cut short; those of other tabs that still run are let be. */
export async function sweepUnfinished(): Promise<void> {
  for (const folder of await listFolders()) {
    await navigator.locks.request(lockName(folder.name), { ifAvailable: true }, async (lock) => {
      if (lock && !(await hasManifest(folder))) await (await bundlesFolder()).removeEntry(folder.name, { recursive: true });
    });
  }
}

async function describeStored(folder: FileSystemDirectoryHandle): Promise<StoredModel> {
  const id = folder.name;
  const files = await filesOf(folder);
  const storedBytes = files.reduce((sum, file) => sum + file.size, 0);
  const card = await files.find(({ name }) => name === CARD_FILE)?.text() ?? '';
  try {
    return { id, storedBytes, card, manifest: await readManifest(storedBundleFiles(id)), problem: undefined };
  } catch (thrown) {
    return { id, storedBytes, card, manifest: undefined, problem: describe(thrown) };
  }
}

function lockName(id: string): string {
  return `mien-bundle-${id}`;
}

/** A second tab must neither write nor sweep what this one writes. */
async function whileLocked<T>(id: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(lockName(id), { ifAvailable: true }, async (lock) => {
    if (lock) return work();
    throw new AppError({
      code: 'bundle-busy',
      message: `Expected nobody at work on the model "${id}" but it is being written.`,
      recovery: 'Wait until that is done, or choose another id.',
    });
  });
}

function alreadyStored(id: string): AppError {
  return new AppError({
    code: 'bundle-exists',
    message: `Expected an id that is free for the model but received "${id}", which is stored already.`,
    recovery: 'Remove that model first, or choose another id.',
  });
}
