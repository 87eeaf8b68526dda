/** The engine's other threads: how they are started, and for how long anything of them is waited for. */
import { EngineLostError } from '../engine'
import type { Patience, Work } from './threads'

/** Another thread, started with work and ended when the network goes. */
export interface Helper {
  end(): void
}
/**
 * Starts another thread; resolves when it is there: a worker does not start while the engine's own thread computes. With `over` nobody waits for
 * it any more: one that is on its way gives up the memory.
 */
export type StartHelper = (work: Work, over: AbortSignal) => Promise<Helper>

/**
 * Starts a thread for each of `works`, all at once. Where one does not come, those that did are ended, and so is one that is on its way.
 * @throws EngineLostError where a thread fails to start, or is not there in time
 */
export async function startHelpers(works: readonly Work[], start: StartHelper, { startMs }: Patience): Promise<readonly Helper[]> {
  const over = new AbortController()
  const starts = works.map((work) => start(work, over.signal))
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not there after ${startMs / 1000} s`)), startMs)
  })
  try {
    return await Promise.race([Promise.all(starts), late])
  } catch (error) {
    over.abort()
    for (const each of starts)
      each.then(
        (helper) => helper.end(),
        () => undefined, // One of these is `error`.
      )
    const cause = error instanceof Error ? error.message : String(error)
    throw new EngineLostError(`A thread of the wasm engine did not start: ${cause}.`, 'lost')
  } finally {
    clearTimeout(timer)
  }
}
