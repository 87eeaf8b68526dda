/** The service worker of this page: where it lies, and where it is wanted. */

/** Beside the page, so that all that lies below its folder is its own. */
export const SCRIPT = './sw.js'

/** What a browser has for it; undefined in private windows of some, on addresses that are not secure, and where site data is blocked. */
export function serviceWorkers(page: Window): ServiceWorkerContainer | undefined {
  try {
    return page.navigator.serviceWorker
  } catch {
    return undefined
  }
}

/** This machine's own addresses. */
const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Whether the page is to have a service worker though it is isolated without: not where this very machine serves it with all headers. The files are there
 * anyway, and tomorrow another program may have the port, whose pages an old service worker would stand before.
 */
export const wantsKeeping = ({ hostname }: Pick<Location, 'hostname'>): boolean => !LOOPBACK.test(hostname)
