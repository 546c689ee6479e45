/** A file of the build as Workbox lists it: its address in the app's folder, and its hash unless the address has one. */
export interface ListedFile {
  readonly url: string;
  readonly revision: string | null;
}

/** The finder of photographed faces has to be there for the first photo without a network, used before or not. */
const FINDER = /^face-models\/(blazeface|facemesh|tfjs-backend-wasm-simd)\./;
/** Large, and not needed by everybody: models, runtimes, and the networks that only some models ask for. */
const HEAVY = /^(models|face-models)\/|\.wasm$/;
/** Vite's, before the last dot of a name under `assets/`. */
const HASH = /-[\w-]{8}(?=\.\w+$)/;
const REVISION = '__WB_REVISION__';

/** How a file of the build is kept: with the app as one whole, by itself from the start, or by itself once it was used. */
export function keeping({ url }: ListedFile): 'with the app' | 'from the start' | 'once used' {
  if (!HEAVY.test(url)) return 'with the app';
  return FINDER.test(url) ? 'from the start' : 'once used';
}

/** The key under which a file that is kept by itself lies in the cache: another version has another key. */
export function cacheKey({ url, revision }: ListedFile, scope: string): string {
  const key = new URL(url, scope);
  if (revision !== null) key.searchParams.set(REVISION, revision);
  return key.href;
}

/** The name of a file whatever its version: of a cache's key or of a listed file's address. */
export function nameOf(url: string, scope: string): string {
  const { pathname } = new URL(url, scope);
  return pathname.replace(HASH, '');
}

/** The files of a new version that replace one which the old version kept: people used them, so they stay at hand without a network. */
export function successors(files: readonly ListedFile[], keptKeys: readonly string[], scope: string): readonly ListedFile[] {
  const kept = new Set(keptKeys);
  const names = new Set(keptKeys.map((key) => nameOf(key, scope)));
  return files.filter((file) => !kept.has(cacheKey(file, scope)) && names.has(nameOf(file.url, scope)));
}

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** The answer with the headers that make a page cross-origin isolated, for hosts that cannot send them. */
export function isolated(response: Response): Response {
  if (response.status === 0 || Object.keys(ISOLATION).every((name) => response.headers.has(name))) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) if (!headers.has(name)) headers.set(name, value);
  const hasBody = response.status !== 204 && response.status !== 304;
  return new Response(hasBody ? response.body : null, { status: response.status, statusText: response.statusText, headers });
}
