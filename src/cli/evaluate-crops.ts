import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTar } from 'nanotar';
import sharp from 'sharp';
import * as v from 'valibot';
import { AppError, describe } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';
import { formatOf, isPictureName } from '../core/picture-formats.ts';
import type { BundleManifest } from '../l2m/manifest.ts';

/** An aligned crop at its own size, and its domain where a label says so. */
export interface EvaluationCrop {
  readonly name: string;
  readonly picture: RgbaImage<Uint8ClampedArray<ArrayBuffer>>;
  readonly domain: number | undefined;
  /** Column of an attribute to that beside which, where it is on, nobody can say it: a closed smile and an open mouth. */
  readonly unasked: ReadonlyMap<number, number>;
}

const labelsSchema = v.object({
  attributes: v.optional(v.array(v.string())),
  domains: v.optional(v.array(v.string())),
  unasked: v.optional(v.record(v.string(), v.string()), {}),
  files: v.array(v.tuple([v.string(), v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))])),
});

interface Entry extends Omit<EvaluationCrop, 'picture'> {
  readonly read: () => Promise<Uint8Array>;
}

/** A crop that is read when it is asked for. */
export interface ListedCrop {
  readonly read: () => Promise<EvaluationCrop>;
}

/**
 * The validation crops of a pack, or every picture of a folder (its folders are the domains where the bundle has named ones);
 * at most `limit` of them, evenly spread.
 * @throws AppError `crops-unreadable`, `crops-domains`
 */
export async function listCrops(path: string, manifest: BundleManifest, limit: number): Promise<readonly ListedCrop[]> {
  const entries = await (await isFolder(path) ? folderEntries(path, manifest) : packEntries(path, manifest));
  if (entries.length === 0) throw unreadable(path, 'no pictures');
  return evenly(entries, limit).map(({ read, ...entry }) => ({
    read: async () => ({ ...entry, picture: await decode(await read(), entry.name) }),
  }));
}

/** At most `count` of a list, evenly spread from its first to its last. */
export function evenly<T>(list: readonly T[], count: number): readonly T[] {
  if (count >= list.length) return list;
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * (list.length - 1)) / Math.max(1, count - 1))]!);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), (cause: unknown) => { throw unreadable(path, describe(cause)); });
}

async function packEntries(path: string, manifest: BundleManifest): Promise<readonly Entry[]> {
  const members = new Map(parseTar(await readFile(path)).map(({ name, data }) => [name, data]));
  const labels = v.safeParse(labelsSchema, parseJson(members.get('labels.json')));
  if (!labels.success) throw unreadable(path, 'no labels.json as prepare.py writes it');
  const { attributes, domains, files, unasked: byName } = labels.output;
  const expected = manifest.domains.kind === 'attributes' ? manifest.domains.attributes : manifest.domains.names;
  const received = (manifest.domains.kind === 'attributes' ? attributes : domains) ?? [];
  if (received.length !== expected.length) {
    throw new AppError({
      code: 'crops-domains',
      message: `Expected ${manifest.domains.kind === 'attributes' ? 'attributes' : 'named domains'} as in the bundle (${expected.map(({ id }) => id).join(', ')}) for the pack but received ${received.join(', ') || 'none'}.`,
      recovery: 'Prepare the pack with the attributes that the model was trained on, in the same order.',
    });
  }
  const column = (name: string): number => received.indexOf(name);
  const unasked = new Map(Object.entries(byName).map(([name, beside]) => [column(name), column(beside)]));
  return files.filter(([, split]) => split === 'val').map(([name, , domain]) => ({
    name, domain, unasked,
    read: () => {
      const data = members.get(name);
      return data ? Promise.resolve(data) : Promise.reject(unreadable(path, `no "${name}"`));
    },
  }));
}

function parseJson(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

async function folderEntries(path: string, { domains }: BundleManifest): Promise<readonly Entry[]> {
  const found = (await readdir(path, { recursive: true })).filter(isPictureName).sort();
  return found.map((name) => {
    const named = domains.kind === 'named' ? domains.names.findIndex(({ id }) => name.startsWith(`${id}/`)) : -1;
    return { name: name.replaceAll('/', '-'), domain: named < 0 ? undefined : named, unasked: new Map(), read: () => readFile(join(path, name)) };
  });
}

async function decode(bytes: Uint8Array, name: string): Promise<EvaluationCrop['picture']> {
  if (formatOf(bytes)?.cli !== 'sharp') throw unreadable(name, 'a file that is read as no picture');
  try {
    const { data, info } = await sharp(bytes).autoOrient().toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, data: new Uint8ClampedArray(data) };
  } catch (cause) {
    throw unreadable(name, describe(cause));
  }
}

function unreadable(path: string, received: string): AppError {
  return new AppError({
    code: 'crops-unreadable', message: `Expected aligned crops in "${path}" but received ${received}.`,
    recovery: 'Give a pack made by models/training/prepare.py, or a folder of aligned pictures.',
  });
}
