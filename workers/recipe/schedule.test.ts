import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG } from '../protocol'
import fixture from './fixtures/schedules.json'
import { PLATEAU_START, plateauAfter, scheduled } from './schedule'

const relative = (a: number, b: number) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-12)
const clock = (update: number, plateauFactor = 1) => ({ update, updatesPerEpoch: fixture.perEpoch, epochs: fixture.epochs, plateauFactor })
const updates = Array.from({ length: fixture.epochs * fixture.perEpoch }, (_, i) => i)

describe('schedules equal torch.optim.lr_scheduler over 200 updates', () => {
  for (const schedule of ['constant', 'step', 'cosine', 'one-cycle'] as const) {
    it(schedule, () => {
      const config = { ...DEFAULT_CONFIG, schedule, learningRate: fixture.learningRate }
      for (const update of updates) {
        const got = scheduled(config, clock(update))
        expect(relative(got.learningRate, fixture[schedule].lr[update]!)).toBeLessThan(1e-6)
        if (schedule === 'one-cycle') expect(relative(got.momentum!, fixture[schedule].momentum[update]!)).toBeLessThan(1e-6)
      }
    })
  }

  it('plateau', () => {
    const config = { ...DEFAULT_CONFIG, schedule: 'plateau' as const, learningRate: fixture.learningRate }
    let state = PLATEAU_START
    for (let epoch = 0; epoch < fixture.epochs; epoch++) {
      const update = epoch * fixture.perEpoch
      expect(relative(scheduled(config, clock(update, state.factor)).learningRate, fixture.plateau.lr[update]!)).toBeLessThan(1e-6)
      state = plateauAfter(state, fixture.losses[epoch]!, 0.1, 2)
    }
    expect(state.factor).toBeLessThan(1)
  })

  it('linear warm-up', () => {
    const config = { ...DEFAULT_CONFIG, schedule: 'constant' as const, learningRate: fixture.learningRate, warmupEpochs: 2.5 }
    for (const update of updates)
      expect(relative(scheduled(config, clock(update)).learningRate, fixture.warmup.lr[update]!)).toBeLessThan(1e-6)
  })
})
