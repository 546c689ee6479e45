import { join } from 'node:path';
import sirv from 'sirv';
import type { Plugin } from 'vite';

/** Vite names these by what they hold, so that a browser never has to ask again. */
const HASHED = /^\/assets\//;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * `vite preview` as a good static host would do it: compressed files where the browser takes them, names with hashes kept for
 * ever and others asked for again, and 404 for what is missing, where Vite would answer with the page.
 */
export function serveOutput(): Plugin {
  return {
    name: 'serve-output',
    configurePreviewServer(server) {
      const { root, build, preview } = server.config;
      const serve = sirv(join(root, build.outDir), {
        // Looks at the folder at every request: a test may build while it is served.
        dev: true, etag: true, brotli: true, gzip: true,
        setHeaders(response, path) {
          if (HASHED.test(path)) response.setHeader('Cache-Control', FOR_EVER);
        },
      });
      // Before Vite's own handlers.
      server.middlewares.use((request, response) => {
        for (const [name, value] of Object.entries(preview.headers)) if (value !== undefined) response.setHeader(name, value);
        serve(request, response, () => {
          response.statusCode = 404;
          response.end();
        });
      });
    },
  };
}
