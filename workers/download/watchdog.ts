/** Ends what nothing comes of any more. */

export interface Watchdog {
  /** Aborted with the other signal's reason, or with what `late` gives. */
  readonly signal: AbortSignal
  /** Something came: the wait begins anew. */
  fed(): void
  /** To be called at the end, come what may. */
  stop(): void
}

/** Waits `ms` for a first sign, and as long after each. */
export function watchdog(outer: AbortSignal, ms: number, late: () => unknown): Watchdog {
  const controller = new AbortController()
  const passOn = () => controller.abort(outer.reason)
  outer.addEventListener('abort', passOn, { once: true })
  if (outer.aborted) passOn()
  let timer: ReturnType<typeof setTimeout>
  const fed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => controller.abort(late()), ms)
  }
  fed()
  return {
    signal: controller.signal,
    fed,
    stop() {
      clearTimeout(timer)
      outer.removeEventListener('abort', passOn)
    },
  }
}
