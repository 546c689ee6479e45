import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { ortWasmBytes } from '../vite.config.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/**
 * Vite names a worker by `new URL("x.js", import.meta.url).href`; a bundler that takes the package in only follows
 * `new Worker(new URL("./x.js", import.meta.url))`.
 */
function workersThatBundlersFollow(): Plugin {
  const named = /new Worker\(new URL\("([\w-]+\.js)", import\.meta\.url\)\.href,/g;
  return {
    name: 'workers-that-bundlers-follow',
    renderChunk: { order: 'post', handler: (code) => ({ code: code.replace(named, 'new Worker(new URL("./$1", import.meta.url),'), map: null }) },
  };
}

/** Folders of the packages whose code or files are taken in, by the engine or by its workers. */
const packages = new Set<string>();

function noteOfPackages(): Plugin {
  return {
    name: 'note-of-packages',
    // Before Vite's own, which answers for files that are taken in by their address.
    enforce: 'pre',
    load(id) {
      const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
      if (folder !== undefined) packages.add(folder);
    },
  };
}

/** The licences of what is taken in: every one of them asks to be handed on. Workers are built before the code that starts them. */
function thirdPartyLicences(): Plugin {
  return {
    name: 'third-party-licences',
    async generateBundle() {
      const notes = await Promise.all([...packages].sort().map(async (folder) => {
        const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string; readonly license: string };
        const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
        return `# ${name} ${version}: ${license}\n\n${file === undefined ? 'Its package holds no text of the licence.' : await readFile(join(folder, file), 'utf8')}`;
      }));
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENCES.md', source: notes.join('\n\n') });
    },
  };
}

const names = { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' };

/** The engine for pages: one file to import, its worker and onnxruntime's WebAssembly beside it, and nothing else to be resolved. */
export default defineConfig({
  root,
  base: './',
  publicDir: false,
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  define: { __ORT_WASM_BYTES__: JSON.stringify(ortWasmBytes()) },
  worker: { format: 'es', plugins: () => [workersThatBundlersFollow(), noteOfPackages()], rolldownOptions: { output: names } },
  plugins: [workersThatBundlersFollow(), noteOfPackages(), thirdPartyLicences()],
  build: {
    target: 'es2023', outDir: 'lib/web', emptyOutDir: true, minify: false, assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false, chunkSizeWarningLimit: 5000,
    rolldownOptions: { input: { engine: 'src/package/engine.ts' }, preserveEntrySignatures: 'strict', output: names },
  },
});
