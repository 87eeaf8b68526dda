/** Cross-origin isolation, which threads in WebAssembly need, where the host sends no headers for it: by the service worker, at the cost of one reload. */
import { tabTexts } from '../../../workers/storage/browser'
import { within } from '../../../workers/storage/patience'
import { activeOf, register, serviceWorkers } from './registration'

/** A browser that has not started a small script by then never will; the page goes on with one thread. */
const PATIENCE_MS = 10_000
const TRIED = 'trainyard.isolating'

/**
 * Of a page that is not isolated. Resolves at once where it cannot be, and else reloads it once under a service worker; while that is under way it does not
 * resolve. Never rejects.
 */
export async function isolate(page: Window): Promise<void> {
  const workers = serviceWorkers(page)
  // A page in another's frame is never isolated unless that one is.
  if (!workers || page.top !== page || tabTexts.read(TRIED)) return
  // Where nothing can be remembered, nothing ends a row of reloads.
  if (!tabTexts.write(TRIED, 'yes')) return
  try {
    const registration = await within(PATIENCE_MS, register(workers))
    await within(PATIENCE_MS, activeOf(registration))
  } catch {
    // The host does not serve the script, or the browser refuses it. What that costs is said by the page.
    return
  }
  page.location.reload()
  await new Promise(() => {})
}

/** To be called once the page is isolated: should it not be at some later load (reloaded past the service worker), it is done again. */
export const isolated = (): void => void tabTexts.write(TRIED, '')
