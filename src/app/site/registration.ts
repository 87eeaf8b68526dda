/** The service worker of this page: where it lies, and where it is wanted. */

/** Beside the page, so that all that lies below its folder is its own. */
const SCRIPT = './sw.js'

/** What a browser has for it; undefined in private windows of some, on addresses that are not secure, and where site data is blocked. */
export function serviceWorkers(page: Window): ServiceWorkerContainer | undefined {
  try {
    return page.navigator.serviceWorker
  } catch {
    return undefined
  }
}

/** Has one beside this page; the same where there is one already. Rejects where the host has no such script, or the browser refuses it. */
export const register = (workers: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> =>
  workers.register(SCRIPT, { updateViaCache: 'none' })

/** The registration of this page's folder: a browser also tells of one of a folder above, which is another site's. */
export async function ownRegistration(page: Window, workers: ServiceWorkerContainer): Promise<ServiceWorkerRegistration | undefined> {
  const found = await workers.getRegistration(SCRIPT)
  return found?.scope === new URL('./', page.location.href).href ? found : undefined
}

/** Resolves once that one has a service worker that runs; never where its first is refused. */
export async function activeOf(registration: ServiceWorkerRegistration): Promise<ServiceWorker> {
  const { active, installing, waiting } = registration
  if (active) return active
  return new Promise((resolve) => {
    const look = () => registration.active && resolve(registration.active)
    for (const worker of [installing, waiting]) worker?.addEventListener('statechange', look)
  })
}

/**
 * Whether the host has no such service worker any more: the studio is no longer at this address, and another site or program may be. Without an answer in
 * `patienceMs` milliseconds it is taken to be there.
 */
export async function isGone({ scope }: ServiceWorkerRegistration, patienceMs: number): Promise<boolean> {
  let answer: Response
  try {
    answer = await fetch(new URL(SCRIPT, scope).href, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(patienceMs) })
  } catch {
    return false // no network
  }
  // Where somebody has to sign in first nothing is known of the host.
  if (answer.redirected) return false
  // Many hosts have a page for whatever they do not know.
  const isPage = /\bhtml\b/i.test(answer.headers.get('content-type') ?? '')
  return answer.status === 404 || answer.status === 410 || (answer.ok && isPage)
}

/** This machine's own addresses. */
const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Whether files are to be kept, and so a service worker is wanted though the page is isolated without: not where this very machine serves it. The files are
 * there anyway, and tomorrow another program may have the port, whose pages a kept studio would stand before.
 */
export const wantsKeeping = ({ hostname }: Pick<Location, 'hostname'>): boolean => !LOOPBACK.test(hostname)
