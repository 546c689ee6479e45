import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { Route, Router } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { cacheKey, isolated, keeping, successors, type ListedFile } from './app-files.ts';
import type { KeepMessage } from './offline-protocol.ts';

declare const self: ServiceWorkerGlobalScope;

const scope = self.registration.scope;
/** Workbox puts the list of the build's files here. */
const files = self.__WB_MANIFEST as readonly ListedFile[];
/** What is kept file by file, by address. */
const single = new Map(files.filter((file) => keeping(file) !== 'with the app').map((file) => [new URL(file.url, scope).href, file]));
const SINGLE_CACHE = 'mien-files';

/** The app as one whole: all of one version, or none of it. */
const app = new PrecacheController({ cacheName: 'mien-app' });
app.addToCacheList(files.filter((file) => keeping(file) === 'with the app').map(({ url, revision }) => ({ url, revision })));

const router = new Router();
router.registerRoute(new PrecacheRoute(app));
router.registerRoute(new Route(({ url }) => single.has(url.href), new CacheFirst({
  cacheName: SINGLE_CACHE,
  plugins: [{ cacheKeyWillBeUsed: ({ request }) => Promise.resolve(keyOf(request.url)) }],
})));

function keyOf(url: string): string {
  const file = single.get(url);
  return file ? cacheKey(file, scope) : url;
}

/** Keeps files one by one; what lies in the browser's own cache is asked for again, not fetched again. */
async function keep(urls: readonly string[]): Promise<boolean> {
  const cache = await caches.open(SINGLE_CACHE);
  const results = await Promise.all(urls.map(async (url) => {
    if (!single.has(url) || await cache.match(keyOf(url))) return true;
    const response = await fetch(url, { cache: 'no-cache' });
    if (response.ok) await cache.put(keyOf(url), response);
    return response.ok;
  })).catch(() => [false]);
  return results.every(Boolean);
}

async function install(event: ExtendableEvent): Promise<void> {
  await app.install(event);
  const keys = (await (await caches.open(SINGLE_CACHE)).keys()).map(({ url }) => url);
  const needed = [...files.filter((file) => keeping(file) === 'from the start'), ...successors([...single.values()], keys, scope)];
  if (!await keep(needed.map(({ url }) => new URL(url, scope).href))) throw new Error('Expected every file that the app needs without a network but one could not be fetched.');
}

async function activate(event: ExtendableEvent): Promise<void> {
  await app.activate(event);
  const cache = await caches.open(SINGLE_CACHE);
  const current = new Set([...single.keys()].map(keyOf));
  await Promise.all((await cache.keys()).filter(({ url }) => !current.has(url)).map((request) => cache.delete(request)));
  // The page that brought this worker goes on through it, so that what it fetches from now on is kept.
  await self.clients.claim();
}

self.addEventListener('install', (event) => { event.waitUntil(install(event)); });
self.addEventListener('activate', (event) => { event.waitUntil(activate(event)); });

self.addEventListener('message', (event) => {
  const message = event.data as KeepMessage | { readonly type: 'SKIP_WAITING' };
  // Only a person's word ends the version that their tabs run on.
  if (message.type === 'SKIP_WAITING') void self.skipWaiting();
  else event.waitUntil(keep(message.urls).then((isKept) => { event.ports[0]?.postMessage(isKept); }));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith((router.handleRequest({ request, event }) ?? fetch(request)).then(isolated));
});
