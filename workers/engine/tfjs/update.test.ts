/** The optimizers alone against torch.optim: 200 updates with given gradients, on the wasm heap's loops and on stock ops. */
import * as tf from '@tensorflow/tfjs'
import { describe, expect, test } from 'vitest'
import { relative } from '../fixtures/narrow'
import { draw, optimizers } from '../fixtures/optimizers'
import { createTfjsEngine } from './create'
import { GenericOps } from './generic'
import type { Ops } from './ops'
import { Heap, type WasmBackend } from './wasm/heap'
import { WasmOps } from './wasm/ops'

async function errors<T>(ops: Ops<T>): Promise<Record<string, number>> {
  const out: Record<string, number> = {}
  for (const [name, { kind, lr, wd, momentum = 0, nesterov = false, final }] of Object.entries(optimizers.cases)) {
    for (const [tensor, shape] of optimizers.shapes.entries()) {
      const zeros = () => ops.upload(new Float32Array(final[tensor]!.length), shape)
      const [p, m, v] = [ops.upload(draw(0, tensor), shape), zeros(), kind === 'sgd' ? null : zeros()]
      for (let step = 1; step <= optimizers.steps; step++) {
        const g = ops.upload(draw(step, tensor), shape)
        ops.update(p, g, m, v, {
          kind,
          learningRate: lr,
          weightDecay: wd,
          momentum,
          nesterov,
          beta1: 0.9,
          beta2: 0.999,
          eps: 1e-8,
          correction1: 1 - 0.9 ** step,
          correction2: 1 - 0.999 ** step,
          gradientScale: 1,
        })
        ops.free(g)
      }
      out[`${name}.${tensor}`] = relative(await ops.read(p, (memory) => memory.slice()), final[tensor]!)
      for (const t of [p, m, v]) if (t) ops.free(t)
    }
  }
  return out
}

describe('200 updates end where torch.optim ends', () => {
  test('on wasm', async () => {
    await createTfjsEngine({ backend: 'tfjs-wasm' })
    const found = await errors(new WasmOps(new Heap(tf.findBackend('wasm') as unknown as WasmBackend)))
    expect(Object.keys(found).length).toBe(18)
    expect(Object.entries(found).filter(([, error]) => !(error < 1e-5))).toEqual([])
  })

  test('on stock ops', async () => {
    await createTfjsEngine({ backend: 'tfjs-cpu' })
    const found = await errors(new GenericOps())
    expect(Object.entries(found).filter(([, error]) => !(error < 1e-5))).toEqual([])
  })
})
