import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Versions = Readonly<Record<string, string>>;

/** As much of a package.json as is read here. */
export interface Manifest {
  readonly version: string;
  readonly dependencies: Versions;
  readonly optionalDependencies: Versions;
  readonly [key: string]: unknown;
}

/** What concerns a clone alone. */
const OF_A_CLONE = new Set(['scripts', 'devDependencies', 'private']);

/** Names of packages that code imports or resolves: `from 'x/y'`, `import('x')`, `require.resolve('@a/b/c')`, `createRequire(...)('x')`. */
const BARE = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*|\)\(\s*)['"]((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^'"]*)?['"]/g;

/** The packages that the built code in a folder asks for; what is bundled in `web` asks for none. */
export async function importedPackages(lib: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const file of await readdir(lib, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(file) || file.startsWith('web')) continue;
    for (const [, name = ''] of (await readFile(join(lib, file), 'utf8')).matchAll(BARE)) names.add(name);
  }
  return names;
}

/** A clone's package.json as the tarball has it: only what the tarball's code asks for, without the app's packages and a clone's commands. */
export function packedManifest(manifest: Manifest, imported: ReadonlySet<string>): Manifest {
  const used = Object.fromEntries(Object.entries(manifest.dependencies).filter(([name]) => imported.has(name)));
  const kept = Object.fromEntries(Object.entries(manifest).filter(([key]) => !OF_A_CLONE.has(key)));
  // The optional ones stay whole: they ask for one another, and not all that they ask for stands in their own lists.
  return { ...kept, version: manifest.version, dependencies: used, optionalDependencies: manifest.optionalDependencies };
}
