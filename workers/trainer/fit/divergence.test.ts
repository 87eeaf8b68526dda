/** When a run has diverged, and when it is only slow, noisy or short. */
import { describe, expect, it } from 'vitest'
import type { RunConfig } from '../../protocol'
import { toyEpoch } from '../testing/records'
import { TimedEngine, TOY_CONFIG, timedRun } from '../testing/timedRun'
import { ASTRAY_START, astrayAfter, endedAstray, noBetterThanChance, ranAway } from './divergence'

const steps = (losses: readonly number[], classes: number) =>
  losses.reduce((state, loss) => astrayAfter(state, loss, classes), ASTRAY_START)
const repeat = (loss: number, times: number) => new Array<number>(times).fill(loss)
const epoch = (train: number, val: number, accuracy: number, supports = [10, 10]) => ({
  ...toyEpoch(1, accuracy, true),
  train: { loss: train, accuracy },
  val: { loss: val, accuracy },
  perClass: supports.map((support, i) => ({ name: `${i}`, precision: 0, recall: 0, f1: 0, support })),
})

describe('what runs away', () => {
  it('a loss that is no number, at once', () => {
    for (const loss of [Number.NaN, Number.POSITIVE_INFINITY]) expect(ranAway(steps([loss], 2), loss)).toBe(true)
  })
  it('a loss far above guessing for long', () => {
    expect(ranAway(steps(repeat(8494, 49), 2), 8494)).toBe(false)
    expect(ranAway(steps(repeat(8494, 50), 2), 8494)).toBe(true)
    expect(ranAway(steps(repeat(7.5e29, 50), 100), 7.5e29)).toBe(true)
  })
  it('not a spike that is got over, nor guessing however long, nor a network that starts a little worse than guessing', () => {
    const spiky = Array.from({ length: 400 }, (_, i) => (i % 10 < 3 ? 1e9 : 0.7))
    expect(ranAway(steps(spiky, 2), 0.7)).toBe(false)
    for (const classes of [2, 10, 100, 1000]) expect(steps(repeat(2 * Math.log(classes), 1000), classes)).toEqual(ASTRAY_START)
  })
})

describe('how a run ended', () => {
  const wild = { score: 5, steps: 5 }
  it('astray: a last validation that cannot be measured; a network certain and wrong; none better than chance after such steps', () => {
    expect(endedAstray(ASTRAY_START, epoch(0.5, Number.NaN, 0), epoch(0.5, 0.5, 0.9), 2)).toBe(true)
    expect(endedAstray(wild, epoch(900, 8494, 0.8), epoch(900, 8494, 0.8), 2)).toBe(true)
    expect(endedAstray(wild, epoch(0.7, 0.7, 0.5), epoch(0.7, 0.7, 0.5), 2)).toBe(true)
    expect(endedAstray(wild, epoch(0.7, 0.7, 0.7, [14, 6]), epoch(0.7, 0.7, 0.7, [14, 6]), 2)).toBe(true)
  })
  it('well: random labels, a hundred classes at chance after a few steps, an early overshoot that was got over', () => {
    expect(endedAstray(ASTRAY_START, epoch(0.6, 0.9, 0.5), epoch(0.69, 0.7, 0.5), 2)).toBe(false)
    const hundred = epoch(5.2, 4.7, 0.01, repeat(5, 100))
    expect(endedAstray(ASTRAY_START, hundred, hundred, 100)).toBe(false)
    expect(endedAstray(wild, epoch(0.4, 0.5, 0.8), epoch(0.4, 0.5, 0.8), 2)).toBe(false)
  })
  it('chance is what naming the largest class gives', () => {
    expect(noBetterThanChance(epoch(1, 1, 0.7, [14, 6]))).toBe(true)
    expect(noBetterThanChance(epoch(1, 1, 0.75, [14, 6]))).toBe(false)
    expect(noBetterThanChance(epoch(1, 1, Number.NaN))).toBe(true)
  })
})

/** Its losses are as told by the number of the step; it answers rightly where `right` says so. */
class Scripted extends TimedEngine {
  constructor(
    private readonly lossOf: (counter: number) => number,
    private readonly right: boolean,
  ) {
    super(() => {})
  }
  override step(...args: Parameters<TimedEngine['step']>) {
    super.step(...args)
    return { result: Promise.resolve({ loss: this.lossOf(args[0].counter), correct: 1 }) }
  }
  override async evaluate({ labels }: Parameters<TimedEngine['evaluate']>[0]) {
    return Float32Array.from({ length: labels.length * 2 }, (_, i) => (this.right && i % 2 === labels[i >> 1] ? 1 : 0))
  }
}
const scripted = (lossOf: (counter: number) => number, over: Partial<RunConfig> = {}, right = true) =>
  timedRun({ ...TOY_CONFIG, epochs: 20, ...over }, undefined, undefined, { newEngine: async () => new Scripted(lossOf, right) })

describe('a run', () => {
  it('whose loss is no number any more ends as diverged with the best weights from before', async () => {
    // Six steps an epoch: the fourth epoch fails in its second step.
    const run = await scripted((counter) => (counter < 19 ? 0.5 : Number.NaN))
    expect(run.reason).toBe('diverged')
    expect(run.summary.epochs).toHaveLength(3)
    expect(run.summary.bestEpoch).toBe(1)
    expect(run.params).not.toEqual(run.last.params)
    expect(run.last.clock).toMatchObject({ epoch: 4, batch: 0 })
  })
  it('that goes astray before its first epoch ended has nothing to keep, and says where', async () => {
    await expect(scripted((counter) => (counter < 3 ? 0.5 : Number.NaN))).rejects.toMatchObject({
      code: 'diverged',
      values: { epoch: 1, step: 4 },
    })
  })
  it('far above guessing for long ends before its epochs do', async () => {
    const run = await scripted(() => 8494)
    expect(run.reason).toBe('diverged')
    expect(run.summary.epochs).toHaveLength(8)
  })
  it('too short for that is still not called finished', async () => {
    expect((await scripted(() => 8494, { epochs: 2 }, false)).reason).toBe('diverged')
  })
  it('that learns nothing from random labels is completed, or ends early', async () => {
    expect((await scripted(() => 0.7, {}, false)).reason).toBe('completed')
    expect((await scripted(() => 0.7, { patience: 2 }, false)).reason).toBe('early-stop')
  })
})
