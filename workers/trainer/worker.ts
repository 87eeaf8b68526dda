/**
 * Entry of the trainer worker. It holds nothing that later scripts could share: those would import it, and WebKit runs a worker's entry that is imported a second time,
 * so that two trainers answered. What the page says before the trainer is there waits for it.
 */
const early: MessageEvent[] = []
const hold = (event: MessageEvent) => void early.push(event)
self.addEventListener('message', hold)

import('./exposed').then(
  () => {
    self.removeEventListener('message', hold)
    for (const { data, ports } of early) self.dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }))
  },
  // Told to the page as a crash.
  (error: unknown) => reportError(error),
)

export {}
