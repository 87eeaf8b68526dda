/**
 * Entry of the service worker: gives the site's files the headers that cross-origin isolation needs, on hosts that cannot, and keeps them, so that the studio
 * works without a network. It is small and the project's own because it must be active before anything is kept: the first visit waits for it. Precaching
 * libraries (workbox) fetch everything first.
 */
import { keptResponses } from '../storage/browser'
import { Shelf } from './shelf'
import type { Request as Asked, Reply, Site } from './site'

declare const self: ServiceWorkerGlobalScope
/** Written in by the build. */
declare const __SITE__: Site

const shelf = new Shelf(__SITE__, {
  scope: self.registration.scope,
  kept: keptResponses,
  fetch: (request, init) => self.fetch(request, init),
})

// A version that takes over from one that works without a network does so, too: it waits for one. What the host does not have as it was built will not be
// had later either, and holds no version back.
self.addEventListener('install', (event) => {
  const prepared = async () => {
    if ((await shelf.wasKept()) && (await shelf.keepAll()) === 'no-network')
      throw new Error('The new version could not be fetched as a whole.')
  }
  event.waitUntil(prepared())
})

/** Removes what earlier versions left. What an open page was made of stays until none but the one that begins is open, and so does what a version that waits has fetched. */
async function tidy(): Promise<void> {
  const { installing, waiting } = self.registration
  if (installing || waiting) return
  if ((await self.clients.matchAll({ includeUncontrolled: true })).length <= 1) await shelf.tidy()
}

self.addEventListener('activate', (event) => event.waitUntil(tidy()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const path = shelf.pathOf(request.url)
  if (path === null || request.method !== 'GET') return
  event.respondWith(shelf.answer(path, request))
})

self.addEventListener('message', (event) => {
  const asked = event.data as Asked
  const keep = async () => {
    const outcome = await shelf.keepAll()
    event.source?.postMessage({ kept: outcome === 'all' } satisfies Reply)
    // A version that was taken while another page was open swept nothing then.
    await tidy()
  }
  event.waitUntil(asked === 'take' ? self.skipWaiting() : keep())
})

// On Android a page's notifications are the service worker's: pressed, they lead to the page, as elsewhere.
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const shown = async () => void (await (await self.clients.matchAll({ type: 'window' }))[0]?.focus())
  event.waitUntil(shown())
})
