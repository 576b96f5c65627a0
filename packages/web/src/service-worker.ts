/** Keeps the page's own files, so that it opens without a network after the first visit. The model's files have a cache of their own. */

/** Addresses of the site's files against this script, and a hash of them all. The build says them. */
declare const siteFiles: readonly string[];
declare const siteVersion: string;

/** What of a service worker's scope is used. */
interface Scope {
  addEventListener(
    type: 'install' | 'activate',
    listener: (event: { waitUntil(done: Promise<unknown>): void }) => void,
  ): void;
  addEventListener(
    type: 'fetch',
    listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void,
  ): void;
  readonly clients: { claim(): Promise<void> };
  readonly registration: { readonly scope: string };
}

const scope = self as unknown as Scope;
const prefix = 'akezora-page-';
const name = `${prefix}${siteVersion}`;

/** A newer version waits until no tab shows the older one, whose scripts would be gone. */
async function install(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll(siteFiles.map((file) => new URL(file, scope.registration.scope).href));
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((one) => one.startsWith(prefix) && one !== name);
  await Promise.all(old.map((one) => caches.delete(one)));
  await scope.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const address = request.mode === 'navigate' ? new URL('index.html', scope.registration.scope).href : request.url;
  const kept = await (await caches.open(name)).match(address);
  return kept ?? fetch(request);
}

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const isOwn = request.url.startsWith(scope.registration.scope) && request.method === 'GET';
  if (isOwn && !request.headers.has('range')) event.respondWith(answer(request));
});
