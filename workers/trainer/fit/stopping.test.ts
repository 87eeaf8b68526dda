import { expect, it } from 'vitest'
import { STOPPING_START, shouldStop, stoppingAfter } from './stopping'

const run = (losses: number[], patience: number) => {
  let state = STOPPING_START
  for (const [i, loss] of losses.entries()) {
    state = stoppingAfter(state, i + 1, { loss, accuracy: 0 }, 'val-loss').state
    if (shouldStop(state, patience)) return { stoppedAfter: i + 1, best: state.bestEpoch }
  }
  return { stoppedAfter: null, best: state.bestEpoch }
}

it('stops after `patience` epochs without a better validation loss and remembers the best one', () => {
  expect(run([1, 0.5, 0.6, 0.7, 0.8, 0.1], 3)).toEqual({ stoppedAfter: 5, best: 2 })
})
it('an equal loss is not better', () => expect(run([1, 1, 1], 2)).toEqual({ stoppedAfter: 3, best: 1 }))
it('never stops with patience 0', () => expect(run([1, 2, 3, 4, 5], 0)).toEqual({ stoppedAfter: null, best: 1 }))
it('a NaN loss is never the best', () => expect(run([Number.NaN, 2], 0).best).toBe(2))
it('follows accuracy when asked to', () => {
  const first = stoppingAfter(STOPPING_START, 1, { loss: 1, accuracy: 0.6 }, 'val-accuracy').state
  expect(stoppingAfter(first, 2, { loss: 2, accuracy: 0.7 }, 'val-accuracy').best).toBe(true)
})
