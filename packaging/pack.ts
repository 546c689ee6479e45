/** `npm run pack`: builds and writes `mien-<version>.tgz`, which installs anywhere. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build.ts';
import { importedPackages, packedManifest, type Manifest } from './packed-manifest.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/** npm adds these whatever a package.json lists. */
const ALWAYS = ['README.md', 'LICENSE'];

/** Builds the package and packs it into a folder; resolves with the tarball's path. */
export async function packInto(folder: string): Promise<string> {
  await buildPackage();
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest & { readonly files: readonly string[] };
  // Packed from a folder of its own: this package.json also serves the app, whose packages nobody needs who takes the engine.
  const staged = join(folder, 'staged');
  await rm(staged, { recursive: true, force: true });
  await mkdir(staged, { recursive: true });
  for (const path of [...ALWAYS, ...manifest.files]) await cp(join(root, path), join(staged, path), { recursive: true });
  await writeFile(join(staged, 'package.json'), `${JSON.stringify(packedManifest(manifest, await importedPackages(join(root, 'lib'))), undefined, 2)}\n`);
  execFileSync('npm', ['pack', staged, '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await rm(staged, { recursive: true });
  return join(folder, `mien-${manifest.version}.tgz`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`Wrote ${await packInto(root)}`);
