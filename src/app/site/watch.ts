/** Ties the page to its service worker: what is kept for use without a network, and new versions. */
import type { Reply, Request } from '../../../workers/offline/site'
import type { createAppStore } from '../store'
import { isolated } from './isolate'
import { SCRIPT, serviceWorkers, wantsKeeping } from './registration'

type Store = ReturnType<typeof createAppStore>

/** A tab may stay open for weeks: so often, in milliseconds, a new version is asked for when it is looked at again. */
const ASK_EVERY_MS = 3_600_000

const tell = (worker: ServiceWorker | null, request: Request): void => worker?.postMessage(request)

/** Begins watching, where the page has a service worker or is to have one; once. Never rejects. */
export async function watchSite(page: Window, store: Store): Promise<void> {
  if (page.crossOriginIsolated) isolated()
  const workers = serviceWorkers(page)
  if (!workers) return
  try {
    const found = await workers.getRegistration(SCRIPT)
    const registration = found ?? (wantsKeeping(page.location) ? await workers.register(SCRIPT, { updateViaCache: 'none' }) : null)
    if (!registration) return
    watchVersions(page, store, workers, registration)
    keepFiles(page, store, workers)
    await endWhereGone(registration)
  } catch (error) {
    // The browser refuses, or the host does not have it: everything works without, as long as there is a network.
    console.info('No service worker:', error)
  }
}

function watchVersions(page: Window, store: Store, workers: ServiceWorkerContainer, registration: ServiceWorkerRegistration): void {
  const offer = () => {
    const { waiting } = registration
    // Without an earlier version the first becomes active by itself.
    if (!waiting || !registration.active) return
    const takeVersion = () => {
      // Only the tab in which it was taken is loaded anew: in another a run may be on.
      workers.addEventListener('controllerchange', () => page.location.reload(), { once: true })
      tell(waiting, 'take')
    }
    store.setState({ takeVersion })
  }
  offer()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer))
  let asked = Date.now()
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.hidden || Date.now() - asked < ASK_EVERY_MS) return
    asked = Date.now()
    // Without a network there is none.
    registration.update().catch(() => {})
  })
}

/** Has all files kept, unless the person asked for little traffic. */
function keepFiles(page: Window, store: Store, workers: ServiceWorkerContainer): void {
  const { connection } = page.navigator as { connection?: { saveData?: boolean } }
  if (connection?.saveData) return
  workers.addEventListener('message', ({ data }) => store.setState({ isKept: (data as Reply).kept }))
  void workers.ready.then(({ active }) => tell(active, 'keep'))
}

/** A studio that is no longer at this address leaves nothing that would stand before what is there now. */
async function endWhereGone(registration: ServiceWorkerRegistration): Promise<void> {
  let status: number
  try {
    const { href } = new URL(SCRIPT, registration.scope)
    status = (await fetch(href, { method: 'HEAD', cache: 'no-store' })).status
  } catch {
    return // no network
  }
  if (status === 404 || status === 410) await registration.unregister()
}
