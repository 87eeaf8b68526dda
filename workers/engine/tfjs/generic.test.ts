/** The same parity on stock TensorFlow.js: its webgpu backend (SwiftShader in Node where there is no GPU) and its plain JavaScript one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { networkErrors } from '../../operations/fixtures/networks'
import type { TrainingEngine } from '../engine'
import { fixture, trajectories } from '../fixtures/narrow'
import { installWebgpu } from '../fixtures/node-gpu'
import { camErrors, narrowErrors, trajectoryErrors } from '../fixtures/parity'
import { ALL_SHAPES } from '../webgpu/testing/all-shapes'

describe.each(['tfjs-webgpu', 'tfjs-cpu'] as const)('%s equals PyTorch', (backend) => {
  let engine: TrainingEngine
  beforeAll(async () => {
    if (backend === 'tfjs-webgpu') await installWebgpu()
    const { createTfjsEngine } = await import('./create')
    engine = await createTfjsEngine({ backend })
    expect(engine.info.backend).toBe(backend)
  })
  afterAll(() => engine.dispose())

  // SwiftShader takes seconds for a step of stock kernels: it does each kernel once, plain JavaScript the variants too.
  const software = backend === 'tfjs-webgpu'

  test('one step of a narrow net', async () => {
    const errors = await narrowErrors(engine, fixture('narrow'), !software)
    expect(Object.keys(errors).length).toBeGreaterThan(software ? 100 : 110)
    expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  })

  if (software) {
    // Twenty steps take minutes, two show that the first update is Adam's.
    test(`${ALL_SHAPES ? 'twenty steps' : 'an update'} by Adam with clipping`, async () => {
      const { losses, tensors } = await trajectoryErrors(engine, trajectories()['adam-small']!, ALL_SHAPES ? 20 : 2)
      expect(losses).toBeLessThan(ALL_SHAPES ? 1e-2 : 1e-3)
      expect(tensors).toBeLessThan(1e-2)
    }, 1_200_000)
  } else {
    test('Grad-CAM', async () => {
      const errors = await camErrors(engine, fixture('narrow'))
      expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
    })

    test('a network of tokens', async () => {
      const errors = await networkErrors(engine, 'tokens')
      expect(Object.keys(errors).length).toBeGreaterThan(30)
      expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
    })
  }
})
