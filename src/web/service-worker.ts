// Keeps the page's own files, so that it opens without a network. It never sees data: those don't travel.

declare const self: ServiceWorkerGlobalScopeLike
/** Put in by the build: the name of this version, and its files. */
declare const PAGE_VERSION: string
declare const PAGE_FILES: readonly string[]

interface ExtendableEventLike extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEventLike extends Event {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}
interface ServiceWorkerGlobalScopeLike {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
  readonly registration: { readonly scope: string }
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEventLike) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchEventLike) => void): void
}

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope)) event.respondWith(answer(request))
})

async function install(): Promise<void> {
  const cache = await caches.open(PAGE_VERSION)
  await cache.addAll(PAGE_FILES.map((file) => new URL(file, self.registration.scope).href))
  await self.skipWaiting()
}

/** The version before stays: another tab may still be at work with it, and its files are gone from the server. */
async function activate(): Promise<void> {
  const versions = (await caches.keys()).filter((name) => name.startsWith('rowsmith-') && name !== PAGE_VERSION)
  for (const name of versions.slice(0, -1)) await caches.delete(name)
  await self.clients.claim()
}

/** The page itself from the network while there is one, so that an update is seen; what has its version in its name from any cache. */
async function answer(request: Request): Promise<Response> {
  if (request.mode !== 'navigate') return (await caches.match(request)) ?? fetch(request)
  const cache = await caches.open(PAGE_VERSION)
  return fetch(request).catch(async () => (await cache.match(self.registration.scope)) ?? Response.error())
}
