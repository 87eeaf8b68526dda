/** The optimizer's kernels against torch.optim itself: 200 updates with given gradients end where torch ends. */
import { expect, it } from 'vitest'
import { relative } from '../../fixtures/narrow'
import { draw, optimizers } from '../../fixtures/optimizers'
import { openDevice } from '../device'
import { WITHIN } from '../testing/all-shapes'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel, stepOf } from '../testing/run-kernel'
import { CHUNK, optimizer } from './optimizer'

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8]
const floats = optimizers.shapes.map((shape) => Math.ceil(shape.reduce((a, b) => a * b, 1) / CHUNK) * CHUNK)
/** First float of each tensor in the arena. */
const offsets = floats.map((_, tensor) => floats.slice(0, tensor).reduce((a, b) => a + b, 0))
const size = floats.reduce((a, b) => a + b, 0)

/** All tensors of a step in one arena. */
function arena(step: number): Float32Array {
  const packed = new Float32Array(size)
  optimizers.shapes.forEach((_, tensor) => {
    packed.set(draw(step, tensor), offsets[tensor]!)
  })
  return packed
}
const gradients = Array.from({ length: optimizers.steps }, (_, i) => arena(i + 1))

it.each(Object.entries(optimizers.cases))('%s', { timeout: WITHIN }, async (_, { kind, lr, wd, momentum = 0, nesterov = false, final }) => {
  const { device } = await openDevice(nodeGpu())
  const uniform = (step: number) =>
    stepOf({
      ...{ n: 1, beta1, beta2, eps, momentum, nesterov: nesterov ? 1 : 0 },
      groups: [[lr, wd, 1 - beta1 ** step, Math.sqrt(1 - beta2 ** step)]],
    })
  const state = { params: arena(0), m: size, ...(kind === 'sgd' ? {} : { v: size }), factor: Float32Array.of(1) }
  const data = { ...state, grads: gradients[0]!, table: new Uint32Array(size / CHUNK) }
  const later = gradients.slice(1).map((grads, i) => ({ uniform: uniform(i + 2), data: { grads } }))
  const { params } = await runKernel(device, optimizer(kind, size / 4), data, 1, uniform(1), later)
  const errors = final.map((expected, tensor) => relative(params!.subarray(offsets[tensor]!, offsets[tensor]! + expected.length), expected))
  expect(errors.filter((error) => !(error < 1e-3))).toEqual([])
  device.destroy()
})
