/** How runs end: early stop, the best epoch's weights, and the same ending for a run that was broken off on its way out. */
import { describe, expect, it } from 'vitest'
import { EngineLostError } from '../../engine/engine'
import type { RunConfig } from '../../protocol'
import { TimedEngine, TOY_CONFIG, timedRun } from '../testing/timedRun'
import type { Snapshot } from './fit'

const PATIENT: RunConfig = { ...TOY_CONFIG, epochs: 30, patience: 3, schedule: 'constant', learningRate: 0.01 }

const copied = (snapshot: Snapshot): Snapshot => structuredClone(snapshot)

async function whole(config = PATIENT) {
  const saved: Snapshot[] = []
  const run = await timedRun(config, undefined, undefined, { save: async (snapshot) => void saved.push(copied(snapshot)) })
  return { ...run, saved }
}
const ending = ({ reason, summary, params, validation, last }: Awaited<ReturnType<typeof timedRun>>) => ({
  reason,
  epochs: summary.epochs.map(({ train, val, best }) => ({ train, val, best })),
  bestEpoch: summary.bestEpoch,
  params,
  logits: validation.logits,
  last: [last.params, last.optimizer],
})

describe('early stop', () => {
  it('ends a run after `patience` epochs without a better validation, and gives the best epoch its weights and answers', async () => {
    const run = await whole()
    expect(run.reason).toBe('early-stop')
    expect(run.summary.epochs).toHaveLength(run.summary.bestEpoch + 3)
    const losses = run.summary.epochs.map(({ val }) => val.loss)
    expect(run.summary.best.val.loss).toBe(Math.min(...losses))
    // Epoch e ends with the checkpoint that goes on with e + 1.
    const at = (epoch: number) => run.saved.find(({ clock }) => clock.epoch === epoch + 1 && clock.batch === 0)!
    expect(run.params).toEqual(at(run.summary.bestEpoch).params)
    for (const { epoch } of run.summary.epochs)
      if (epoch !== run.summary.bestEpoch) expect(at(epoch).params, `epoch ${epoch}`).not.toEqual(run.params)
    expect(run.validation.scores).toEqual(run.summary.best.val)
  })

  it('a run killed on its way out ends as it would have, from whichever checkpoint', async () => {
    const run = await whole()
    expect(run.saved).toHaveLength(run.summary.epochs.length)
    for (const start of run.saved) expect(ending(await timedRun(PATIENT, undefined, undefined, { start }))).toEqual(ending(run))
  })

  it('so does one whose device is lost there, or in a validation', async () => {
    const run = await whole()
    const evaluations = run.summary.epochs.length * 3
    for (const loseAt of [1, 4, evaluations - 1, evaluations]) {
      let asked = 0
      class Weak extends TimedEngine {
        override async load(...args: Parameters<TimedEngine['load']>) {
          // The load of the best weights comes after the last evaluation.
          if (asked === evaluations && loseAt === evaluations) {
            asked++
            throw new EngineLostError('gone', 'lost')
          }
          return super.load(...args)
        }
        override async evaluate(...args: Parameters<TimedEngine['evaluate']>) {
          if (++asked === loseAt && loseAt < evaluations) throw new EngineLostError('gone', 'lost')
          return super.evaluate(...args)
        }
      }
      const again = await timedRun(PATIENT, undefined, undefined, { newEngine: async () => new Weak(() => {}), reopenAfterMs: [0] })
      expect(again.events.filter((event) => event.type === 'note' && event.note.code === 'device-restored')).toHaveLength(1)
      expect(ending(again)).toEqual(ending(run))
    }
  })
})

it.each<Partial<RunConfig>>([{}, { accumulate: 2 }, { schedule: 'one-cycle' }])(
  'trained longer after a stop in the middle of its first epoch, a run makes the updates that belong to each epoch: %o',
  async (changes) => {
    const config: RunConfig = { ...TOY_CONFIG, epochs: 3, ...changes }
    const plain = await whole(config)
    const cut = await timedRun(config, (event, _, { control }) => {
      if (event.type === 'step') control.stop()
    })
    expect(cut.last.clock.update).toBe(plain.saved[0]!.clock.update)
    const on = await timedRun(config, undefined, undefined, { start: cut.last })
    const rates = ({ events }: typeof on, from = 0) =>
      events.flatMap((event) => (event.type === 'step' && event.epoch > from ? [event.learningRate] : []))
    expect(rates(on)).toEqual(rates(plain, 1))
  },
)

it('what was found after the snapshot that a lost device goes back to is forgotten with it', async () => {
  const config: RunConfig = { ...PATIENT, epochs: 12, patience: 0 }
  const run = await timedRun(config)
  const better = run.summary.epochs.findLast(({ best, epoch }) => best && epoch > 1)!
  // Lost when a best epoch is to be kept, and stopped before it can be found again.
  let taken = 0
  class Weak extends TimedEngine {
    override async optimizerState() {
      if (++taken === better.epoch) throw new EngineLostError('gone', 'lost')
      return super.optimizerState()
    }
  }
  const again = await timedRun(
    config,
    (event, _, { control }) => {
      if (event.type === 'note' && event.note.code === 'device-restored') control.stop()
    },
    undefined,
    { newEngine: async () => new Weak(() => {}), reopenAfterMs: [0] },
  )
  expect(again.reason).toBe('stopped')
  expect(again.summary.bestEpoch).toBeLessThan(better.epoch)
  expect(again.validation.scores).toEqual(again.summary.best.val)
})
