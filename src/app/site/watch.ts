/** Ties the page to its service worker: what is kept for use without a network, and new versions. */
import { keptUnder, type Reply, type Request } from '../../../workers/offline/site'
import { forgetResponses } from '../../../workers/storage/browser'
import type { createAppStore } from '../store'
import { isolated } from './isolate'
import { activeOf, isGone, ownRegistration, register, serviceWorkers, wantsKeeping } from './registration'

type Store = ReturnType<typeof createAppStore>

/** A tab may stay open for weeks: so often, in milliseconds, a new version is asked for when it is looked at again. */
const ASK_EVERY_MS = 3_600_000
/** So long the host is given to say whether it still has the studio, in milliseconds. */
const PATIENCE_MS = 10_000

const tell = (worker: ServiceWorker, request: Request): void => worker.postMessage(request)

/** Begins watching, where the page has a service worker or is to have one; once. Never rejects. */
export async function watchSite(page: Window, store: Store): Promise<void> {
  if (page.crossOriginIsolated) isolated()
  const workers = serviceWorkers(page)
  if (!workers) return
  try {
    const found = await ownRegistration(page, workers)
    const registration = found ?? (wantsKeeping(page.location) ? await register(workers) : null)
    if (!registration) return
    watchVersions(page, store, registration)
    if (await isGone(registration, PATIENCE_MS)) await end(registration)
    else if (wantsKeeping(page.location)) await keepFiles(page, store, workers, registration)
  } catch (error) {
    // The browser refuses, or the host does not have it: everything works without, as long as there is a network.
    console.info('No service worker:', error)
  }
}

function watchVersions(page: Window, store: Store, registration: ServiceWorkerRegistration): void {
  const offer = () => {
    const { waiting } = registration
    // Without an earlier version the first becomes active by itself.
    if (!waiting || !registration.active) return
    const takeVersion = () => {
      // Only the tab in which it was taken is loaded anew: in another a run may be on. Where another tab took it, there is nothing to wait for.
      const reload = () => {
        if (waiting.state === 'activated') page.location.reload()
      }
      if (waiting.state === 'activating' || waiting.state === 'activated') return page.location.reload()
      waiting.addEventListener('statechange', reload)
      tell(waiting, 'take')
    }
    store.setState({ takeVersion })
    // It runs from now on, or a still newer one has its place.
    const withdraw = () => {
      if (waiting.state !== 'installed' && store.getState().takeVersion === takeVersion) store.setState({ takeVersion: null })
    }
    waiting.addEventListener('statechange', withdraw)
  }
  const watchNext = () => registration.installing?.addEventListener('statechange', offer)
  offer()
  // It may have been on its way before anybody watched.
  watchNext()
  registration.addEventListener('updatefound', watchNext)
  let asked = Date.now()
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.hidden || Date.now() - asked < ASK_EVERY_MS) return
    asked = Date.now()
    // Without a network there is none.
    registration.update().catch(() => {})
  })
}

/** Has all files kept, unless the person asked for little traffic. */
async function keepFiles(
  page: Window,
  store: Store,
  workers: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
): Promise<void> {
  const { connection } = page.navigator as { connection?: { saveData?: boolean } }
  if (connection?.saveData) return
  workers.addEventListener('message', ({ data }) => store.setState({ isKept: (data as Reply).kept }))
  tell(await activeOf(registration), 'keep')
}

/** A studio that is no longer at this address leaves nothing: neither what would stand before what is there now, nor what was kept for it. */
async function end(registration: ServiceWorkerRegistration): Promise<void> {
  await registration.unregister()
  await forgetResponses(keptUnder(registration.scope))
}
