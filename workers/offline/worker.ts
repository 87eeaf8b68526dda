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

self.addEventListener('activate', (event) => {
  const tidied = async () => {
    // What an open page was made of stays until none is open.
    if ((await self.clients.matchAll({ includeUncontrolled: true })).length <= 1) await shelf.tidy()
  }
  event.waitUntil(tidied())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const path = shelf.pathOf(request.url)
  if (path === null || request.method !== 'GET') return
  event.respondWith(shelf.answer(path, request))
})

self.addEventListener('message', (event) => {
  const asked = event.data as Asked
  if (asked === 'take') event.waitUntil(self.skipWaiting())
  else event.waitUntil(shelf.keepAll().then((outcome) => event.source?.postMessage({ kept: outcome === 'all' } satisfies Reply)))
})
