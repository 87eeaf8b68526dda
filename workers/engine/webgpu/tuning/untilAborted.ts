/** Waits that a press ends: for a driver nobody has to wait. */

export const ABORTED = Symbol('aborted')

/** What `work` gives or rejects with, or `ABORTED` as soon as the signal is; what comes of the work after that is nobody's. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof ABORTED> {
  const done = new AbortController()
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    if (signal.aborted) resolve(ABORTED)
    signal.addEventListener('abort', () => resolve(ABORTED), { signal: done.signal })
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    done.abort()
  }
}
