/** Long arithmetic on the trainer's thread that lets others have their turn, and ends where it is cancelled. */

/** Awaited in loops, as often as one likes. @throws the signal's reason when aborted */
export type Breathe = () => Promise<void> | undefined

/** So long, in milliseconds, nobody else is answered. */
const AT_A_STRETCH = 30

export function breather(signal: AbortSignal): Breathe {
  let since = performance.now()
  return () => {
    if (performance.now() - since < AT_A_STRETCH) return undefined
    return new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      signal.throwIfAborted()
      since = performance.now()
    })
  }
}
