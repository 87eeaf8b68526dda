/** Waiting for the network while a run or a learning-rate sweep has it. */
import { problemOf } from '../../workers/protocol'
import { type FinderSlice, isLooking } from '../training/finderSlice'
import type { RunSlice } from '../training/runSlice'
import { isActive } from '../training/runView'

/** Whether something else has the network, so that questions have to wait. */
export const isTaken = (state: Pick<RunSlice, 'run'> & Pick<FinderSlice, 'finding'>): boolean => isActive(state.run) || isLooking(state)

/** Milliseconds between two looks at whether the network is free: a run takes minutes. */
const LOOK_MS = 300
/** Resolves at the next look. */
export const nextLook = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_MS))

/** Whether a question came while the network was taken: it can be asked again. */
export const isBusyProblem = (thrown: unknown): boolean => problemOf(thrown).code === 'busy'

/** Asks once the network is free, and again where a run was quicker. */
export async function askWhenFree<T>(taken: () => boolean, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    while (taken()) await nextLook()
    try {
      return await ask()
    } catch (thrown) {
      if (!isBusyProblem(thrown)) throw thrown
      await nextLook()
    }
  }
}
