import { describe, expect, it } from 'vitest'
import { MIXTURES } from '../../metrics/fixtures/sklearn'
import type { Views } from '../../protocol/answers'
import { gainOf } from './gain'

const run = (runId: string, answers: Partial<Record<Views, readonly number[]>>) => ({
  runId,
  answers: new Map(Object.entries(answers).map(([part, values]) => [part as Views, Float64Array.from(values)])),
})

describe('what better answers gain', () => {
  it('is told in pictures put right and pictures spoilt', () => {
    const own = run('a', {
      single: [0.9, 0.1, 0.4, 0.6, 0.3, 0.7, 0.6, 0.4],
      flip: [0.8, 0.2, 0.6, 0.4, 0.2, 0.8, 0.4, 0.6],
    })
    const { before, options } = gainOf([0, 0, 1, 0], 2, [own], ['single', 'flip'])
    expect(before).toMatchObject({ right: 3, accuracy: 0.75 })
    expect(before.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.7) + Math.log(0.6)) / 4, 12)
    expect(options).toHaveLength(1)
    expect(options[0]).toMatchObject({
      plan: { views: 'flip', members: [{ runId: 'a', weight: 1 }] },
      figures: { right: 3 },
      fitted: null,
      equal: null,
      mended: 1,
      spoilt: 1,
      passes: 2,
      gain: { difference: 0, p: 1 },
      overBest: null,
    })
  })

  it.each(MIXTURES.map((mixture, i) => ({ i, mixture })))(
    'fitted weights reach what SciPy reaches, and never lose to equal ones: set $i',
    ({ mixture }) => {
      const { labels, sets, classes, weights, loss } = mixture
      const runs = sets.map((single, k) => run(`run ${k}`, { single }))
      const [together] = gainOf(labels, classes, runs, ['single']).options
      expect(together!.passes).toBe(together!.plan.members.length)
      expect(together!.plan.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
      for (const { runId, weight } of together!.plan.members) expect(Math.abs(weight - weights[Number(runId.slice(4))]!)).toBeLessThan(0.02)
      // Shares below 1% are left out, which may cost a little.
      expect(together!.fitted!.logLoss).toBeLessThan(loss + 2e-3)
      expect(together!.fitted!.logLoss).toBeLessThanOrEqual(together!.equal!.logLoss)
      expect(together!.figures.logLoss).toBeGreaterThan(together!.fitted!.logLoss)
    },
  )

  it('tells of the runs together whether they gain on the best of them alone, judged by weights that never saw the pictures', () => {
    // Each is right on its own half of the pictures by much, and wrong on the other by little: together they are right on all.
    const labels = Array.from({ length: 40 }, (_, i) => i % 2)
    const sure = (half: number) => ({
      single: labels.flatMap((label, i) => (i % 4 < 2 === (half === 0) ? p(label, 0.95) : p(label, 0.45))),
    })
    const p = (label: number, right: number) => (label === 0 ? [right, 1 - right] : [1 - right, right])
    const [together] = gainOf(labels, 2, [run('a', sure(0)), run('b', sure(1))], ['single']).options
    expect(together!.figures.accuracy).toBe(1)
    expect(together!.gain).toMatchObject({ difference: 0.5, p: expect.closeTo(2 * 0.5 ** 20, 12) })
    expect(together!.overBest).toMatchObject({ difference: 0.5 })
    // Beside one that knows all, a run that guesses gains nothing over it, however much the pair gains on the guessing model.
    const knowing = { single: labels.flatMap((label) => p(label, 0.9)) }
    const guessing = { single: labels.flatMap((_, i) => p(i % 3 === 0 ? 1 : 0, 0.6)) }
    const [pair] = gainOf(labels, 2, [run('guess', guessing), run('know', knowing)], ['single']).options
    expect(pair!.gain.difference).toBeGreaterThan(0.3)
    expect(pair!.overBest).toMatchObject({ runId: 'know', difference: 0, p: 1 })
  })

  it('leaves out of the plan a run that adds nothing', () => {
    const good = { single: Array.from({ length: 40 }, (_, i) => ((i >> 1) % 2 === i % 2 ? 0.9 : 0.1)) }
    const bad = { single: good.single.map((p) => 1 - p) }
    const labels = Array.from({ length: 20 }, (_, i) => i % 2)
    const [together] = gainOf(labels, 2, [run('good', good), run('bad', bad)], ['single']).options
    expect(together!.plan.members).toEqual([{ runId: 'good', weight: 1 }])
  })

  it('tells of each other run alone how it does beside the model, and whether that may be chance', () => {
    const right = (rows: readonly boolean[]) => ({ single: rows.flatMap((is) => (is ? [0.9, 0.1] : [0.1, 0.9])) })
    const labels = Array.from({ length: 10 }, () => 0)
    const runs = [
      run('a', right(labels.map((_, i) => i < 3))),
      run('b', right(labels.map((_, i) => i < 9))),
      run('c', right(labels.map((_, i) => i > 5))),
    ]
    const { against } = gainOf(labels, 2, runs, ['single'])
    expect(against).toMatchObject([
      { runId: 'b', accuracy: 0.9, difference: 0.6, p: expect.closeTo(2 * 0.5 ** 6, 12) },
      { runId: 'c', accuracy: 0.4, difference: expect.closeTo(0.1, 12), p: 1 },
    ])
    expect(against[0]!.interval[0]).toBeGreaterThan(0)
    expect(against[1]!.interval[0]).toBeLessThan(0)
  })
})
