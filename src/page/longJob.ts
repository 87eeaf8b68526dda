/** A job that takes the network for a while, as the page shows it: how far it is, what came of it, and the way to cancel it. */
import type { ProblemsSlice } from './problems'
import type { SliceContext } from './slice'

/** `R`: what is known once it is done. */
export type JobView<R extends object> =
  | { readonly status: 'idle' | 'cancelled' }
  | { readonly status: 'working'; readonly done: number; readonly of: number; readonly secondsLeft: number | null }
  | ({ readonly status: 'done' } & R)

interface Progress {
  readonly done: number
  readonly of: number
}

interface LongJob<R extends object> {
  /** Resolves when it is done, cancelled or failed; a failure is reported. A later start ends what is shown of an earlier. */
  run(work: (onProgress: (progress: Progress) => void) => Promise<R>): Promise<void>
  /** What the work throws after this is neither reported nor shown. */
  cancel(): Promise<void>
}

/** Seconds before an estimate of what is left says something. */
const SETTLED = 2

/**
 * @param show puts the view into the state
 * @param end tells the trainer to stop working
 */
export function longJob<R extends object>(
  { get }: Pick<SliceContext<ProblemsSlice>, 'get'>,
  show: (view: JobView<R>) => void,
  end: () => Promise<unknown>,
): LongJob<R> {
  let attempt = 0
  return {
    async run(work) {
      const mine = ++attempt
      const started = performance.now()
      // Progress crosses by a channel of its own, and may come after the result.
      let isOver = false
      show({ status: 'working', done: 0, of: 0, secondsLeft: null })
      try {
        const result = await work(({ done, of }) => {
          if (isOver || mine !== attempt) return
          const seconds = (performance.now() - started) / 1000
          show({ status: 'working', done, of, secondsLeft: seconds < SETTLED ? null : (seconds / done) * (of - done) })
        })
        isOver = true
        if (mine === attempt) show({ status: 'done', ...result })
      } catch (thrown) {
        isOver = true
        if (mine !== attempt) return
        show({ status: 'idle' })
        get().report(thrown)
      }
    },
    async cancel() {
      attempt++
      show({ status: 'cancelled' })
      try {
        await end()
      } catch (thrown) {
        get().report(thrown)
      }
    },
  }
}
