import { statSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { viteStaticCopy } from 'vite-plugin-static-copy';
import { compressOutput } from './vite/compress-files.ts';
import { serveOutput } from './vite/serve-output.ts';

/** Threads need a cross-origin isolated page; the same headers are documented for static hosts in the README. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** "Nothing leaves your machine", enforced by the browser. Styles: the primitives set positions as style attributes. */
const contentSecurityPolicy = [
  "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self' 'unsafe-inline'", "img-src 'self' blob: data:",
  "connect-src 'self' blob: data:", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

/** Sizes of onnxruntime-web's two builds, for the progress of their download. */
export function ortWasmBytes(): { readonly wasm: number; readonly webgpu: number } {
  const bytesOf = (file: string): number => statSync(new URL(`node_modules/onnxruntime-web/dist/${file}`, import.meta.url)).size;
  return { wasm: bytesOf('ort-wasm-simd-threaded.wasm'), webgpu: bytesOf('ort-wasm-simd-threaded.asyncify.wasm') };
}

const human = 'node_modules/@vladmandic/human/models';

/** The face finder's networks and runtime, and nothing else of their packages; in development too. */
const faceModels = viteStaticCopy({
  targets: [
    { src: `${human}/{blazeface,facemesh,faceres,emotion}.{json,bin}`, dest: 'face-models' },
    { src: 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm{,-simd}.wasm', dest: 'face-models' },
  ],
});

/** The app without a network; `src/offline/` decides what is kept, from a list of every file of the build. */
const serviceWorker = VitePWA({
  strategies: 'injectManifest', srcDir: 'src/offline', filename: 'service-worker.ts', injectRegister: false, manifest: false,
  injectManifest: { globPatterns: ['**/*'], globIgnores: ['**/*.{br,gz}', 'service-worker.js'], dontCacheBustURLsMatching: /^assets\//, maximumFileSizeToCacheInBytes: 64e6 },
});

export default defineConfig(({ command }) => ({
  // Addresses are relative, so that one build works in any folder of a host.
  base: './',
  plugins: [
    react(),
    // The dev server serves them from the root as they are, and must: it turns an imported manifest into a module.
    command === 'build' && viteStaticCopy({ structured: true, targets: [{ src: 'models/!(training)/*.{json,onnx,bin,md}', dest: '.' }] }),
    faceModels,
    serviceWorker,
    serveOutput(),
    compressOutput(),
  ],
  // Leaves the wasm file out of the worker's JS: we serve it ourselves and name its address.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  define: {
    __ORT_WASM_BYTES__: JSON.stringify(ortWasmBytes()),
  },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web', '@vladmandic/human'] },
  server: { headers: isolation },
  preview: { headers: { ...isolation, 'Content-Security-Policy': contentSecurityPolicy } },
  // One style sheet: a lazily loaded part that was tried again would come without its own.
  // One script of what the interface is made with: in a dozen small ones it is 6 kB more as gzip.
  build: {
    target: 'es2023', chunkSizeWarningLimit: 1500, cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'interface', test: /node_modules[\\/](react|react-dom|scheduler|@radix-ui|@floating-ui|react-remove-scroll[^\\/]*|aria-hidden|use-callback-ref|use-sidecar|tslib|react-style-singleton|get-nonce)[\\/]/ }] } } },
  },
}));
