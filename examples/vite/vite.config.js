import { defineConfig } from 'vite';
import { viteStaticCopy } from 'vite-plugin-static-copy';

const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  // A model is a folder that the engine fetches from.
  plugins: [viteStaticCopy({ targets: [{ src: 'node_modules/mien/models/faces/*', dest: 'models/faces' }] })],
  // The engine loads its decoders when they are needed: its worker is a module.
  worker: { format: 'es' },
  // Development: the engine finds its worker beside itself, so it must stay where it is.
  optimizeDeps: { exclude: ['mien'] },
  // Threads need an isolated page; without these headers the engine runs on one.
  server: { headers: isolated },
  preview: { headers: isolated },
});
