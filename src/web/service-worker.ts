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

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name !== PAGE_VERSION && name.startsWith('rowsmith-')) await caches.delete(name)
  await self.clients.claim()
}

/** The page itself from the network while there is one, so that an update is seen; what has its version in its name from the cache. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(PAGE_VERSION)
  const kept = await cache.match(request, { ignoreSearch: true })
  if (request.mode !== 'navigate') return kept ?? fetch(request)
  return fetch(request).catch(async () => kept ?? (await cache.match(self.registration.scope)) ?? Response.error())
}
