import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainingEngine } from '../engine'
import { fixture, trajectories } from '../fixtures/narrow'
import { camErrors, narrowErrors, trajectoryErrors } from '../fixtures/parity'
import { createTfjsEngine } from './create'

let engine: TrainingEngine
beforeAll(async () => {
  engine = await createTfjsEngine({ backend: 'tfjs-wasm' })
})
afterAll(() => engine.dispose())

describe('the wasm engine equals PyTorch', () => {
  test('one step of a narrow net: logits, loss, gradients, running statistics, and what varies the loss', async () => {
    const errors = await narrowErrors(engine, fixture('narrow'))
    expect(Object.keys(errors).length).toBeGreaterThan(110)
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  test('Grad-CAM', async () => {
    const errors = await camErrors(engine, fixture('narrow'))
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  test.each(Object.entries(trajectories()))('20 steps of %s', async (_, t) => {
    const { losses, norms, ema } = await trajectoryErrors(engine, t)
    expect(losses).toBeLessThan(1e-2)
    expect(norms).toBeLessThan(1e-2)
    expect(ema).toBeLessThan(1e-2)
  })
})
