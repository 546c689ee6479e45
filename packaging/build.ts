/**
 * What the tarball brings, in `lib/`. The compiler's JavaScript, file by file, for Node, the converter and
 * the mathematics; in `lib/web` the engine for pages, bundled; declarations of all. What no entry leads to is left out.
 * npm runs it before it packs: a plain `npm pack` works too, and merely lists the app's packages beside the engine's.
 */
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../', import.meta.url));
const lib = join(root, 'lib');

const CODE = ['package/converter.js', 'package/mathematics.js', 'package/node.js', 'cli/mien.js', 'cli/batch-worker.js', 'cli/frames-worker.js'];
const DECLARATIONS = ['package/engine.d.ts', 'package/converter.d.ts', 'package/mathematics.d.ts', 'package/node.d.ts'];

/** Addresses within the package that a file imports. */
const RELATIVE = /(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g;

/** Everything that the entries lead to; declarations name each other by the built files' names, as the code does. */
async function reached(entries: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const open = entries.map((entry) => join(lib, entry));
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    if (file.endsWith('.json')) continue;
    const text = await readFile(file, 'utf8');
    for (const [, address = ''] of text.matchAll(RELATIVE)) {
      const target = join(dirname(file), address);
      open.push(file.endsWith('.d.ts') ? target.replace(/\.(js|json)$/, (ending) => (ending === '.js' ? '.d.ts' : ending)) : target);
    }
  }
  return found;
}

/** Builds `lib/` anew. */
export async function buildPackage(): Promise<void> {
  await rm(lib, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'packaging/tsconfig.json')], { stdio: 'inherit' });
  for (const name of await readdir(lib, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(lib, name), 'utf8');
    await writeFile(join(lib, name), text.replace(/(['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'));
  }
  const kept = new Set([...await reached(CODE), ...await reached(DECLARATIONS)]);
  for (const entry of await readdir(lib, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) await rm(path);
  }
  await build({ configFile: join(root, 'packaging/vite.config.ts'), logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPackage();
