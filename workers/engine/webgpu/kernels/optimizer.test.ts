/** The optimizer's kernels against float64, as torch.optim defines them: rules, groups, clipping, averages, sums of parts. */
import { beforeAll, describe, expect, it } from 'vitest'
import { relative } from '../../fixtures/narrow'
import { openDevice } from '../device'
import { GROUPS } from '../kernel'
import { cases, TOLERANCE, WITHIN } from '../testing/all-shapes'
import { pick, random } from '../testing/float64'
import { nodeGpu } from '../testing/node-gpu'
import { runKernel, stepOf } from '../testing/run-kernel'
import { CHUNK, clipFactor, movingAverage, NORM_PARTS_BYTES, normParts, optimizer, reduceParts } from './optimizer'

let device: GPUDevice
beforeAll(async () => {
  device = (await openDevice(nodeGpu())).device
})

/** Change of a parameter, not the parameter: an update far smaller than its parameter would hide any error in itself. */
const change = (after: ArrayLike<number>, before: ArrayLike<number>) => Float64Array.from(before, (v, i) => after[i]! - v)

interface Rule {
  readonly kind: 'sgd' | 'adam' | 'adamw'
  readonly momentum: number
  readonly nesterov: number
}
const RULES: readonly (readonly [string, Rule])[] = [
  ['SGD', { kind: 'sgd', momentum: 0, nesterov: 0 }],
  ['SGD with momentum', { kind: 'sgd', momentum: 0.9, nesterov: 0 }],
  ['SGD with Nesterov', { kind: 'sgd', momentum: 0.8, nesterov: 1 }],
  ['Adam', { kind: 'adam', momentum: 0, nesterov: 0 }],
  ['AdamW', { kind: 'adamw', momentum: 0, nesterov: 0 }],
]

describe.each(RULES)('%s', (_, { kind, momentum, nesterov }) => {
  it.each(cases(20))('case %i: groups, decay, clipping, moving average', { timeout: WITHIN }, async (i) => {
    const chunks = pick(1, 40, i, 1)
    const size = chunks * CHUNK
    const quads = size / 4
    const ema = i % 2 === 0
    const [p, g, average] = [random(size, i, 2), random(size, i, 3), random(size, i, 4)]
    const m = random(size, i, 5)
    const v = random(size, i, 6).map((value) => value * value)
    const table = Uint32Array.from({ length: chunks }, (_, c) => pick(0, GROUPS - 1, i, 7, c))
    // Group 0 neither learns nor decays: what is frozen must not move by a bit.
    const rates = Float32Array.from({ length: GROUPS }, (_, k) => (0.6 * k) / GROUPS)
    const decays = Float32Array.from({ length: GROUPS }, (_, k) => (k % 3 === 0 ? 0 : (0.12 * k) / GROUPS))
    const factor = Float32Array.of(i % 3 === 0 ? 1 : 0.37)
    const [beta1, beta2, eps] = [0.9, 0.99, 1e-8].map(Math.fround) as [number, number, number]
    // Each group counts its own updates: what was frozen began later.
    const steps = Array.from({ length: GROUPS }, (_, k) => 1 + pick(0, 50, i, 8, k))
    const corrections = steps.map((step) => [1 - beta1 ** step, Math.sqrt(1 - beta2 ** step)] as const)
    const emaDecay = Math.fround(0.95)
    const mu = Math.fround(momentum)

    const [pAfter, mAfter, vAfter] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)]
    for (let at = 0; at < size; at++) {
      const group = table[Math.floor(at / CHUNK)]!
      const [lr, decay] = [rates[group]!, decays[group]!]
      const raw = g[at]! * factor[0]!
      if (kind === 'sgd') {
        const grad = raw + decay * p[at]!
        mAfter[at] = mu * m[at]! + grad
        pAfter[at] = p[at]! - lr * (nesterov ? grad + mu * mAfter[at]! : mAfter[at]!)
        continue
      }
      const [bias1, bias2] = corrections[group]!
      const start = kind === 'adamw' ? p[at]! * (1 - lr * decay) : p[at]!
      const grad = kind === 'adam' ? raw + decay * p[at]! : raw
      mAfter[at] = beta1 * m[at]! + (1 - beta1) * grad
      vAfter[at] = beta2 * v[at]! + (1 - beta2) * grad * grad
      pAfter[at] = start - ((lr / bias1) * mAfter[at]!) / (Math.sqrt(vAfter[at]!) / bias2 + eps)
    }

    const uniform = stepOf({
      ...{ n: 1, clip: 1, beta1, beta2, eps, momentum, emaDecay, nesterov },
      groups: Array.from(rates, (rate, k) => [rate, decays[k]!, ...corrections[k]!]),
    })
    const data = { params: p, grads: g, m, ...(kind === 'sgd' ? {} : { v }), table, factor, ...(ema ? { average } : {}) }
    const got = await runKernel(device, optimizer(kind, quads, { ema, each: i % 2 ? 4 : 1 }), data, 1, uniform)
    expect(relative(change(got.params!, p), change(pAfter, p))).toBeLessThan(TOLERANCE)
    expect(relative(got.m!, mAfter)).toBeLessThan(TOLERANCE)
    if (kind !== 'sgd') expect(relative(got.v!, vAfter)).toBeLessThan(TOLERANCE)
    if (ema) {
      const averaged = average.map((a, at) => emaDecay * a + (1 - emaDecay) * pAfter[at]!)
      expect(relative(got.average!, averaged)).toBeLessThan(TOLERANCE)
    }
    const frozen = [...p.keys()].filter((at) => table[Math.floor(at / CHUNK)] === 0)
    expect(frozen.every((at) => got.params![at] === p[at])).toBe(true)
  })
})

describe('around the update', () => {
  it.each(cases(20))("the gradient's norm and clip_grad_norm_, case %i", { timeout: WITHIN }, async (i) => {
    // From one vec4 to more than there are parts.
    const quads = i === 0 ? 1 : pick(2, i % 2 ? 300 : 20_000, i, 1)
    const grads = random(quads * 4, i, 2).map((v) => v * 10 ** ((i % 5) - 2))
    const norm = Math.sqrt(grads.reduce((sum, v) => sum + v * v, 0))
    const clips = [0, norm * 0.25, norm * 4]
    const { parts } = await runKernel(device, normParts(quads), { grads, parts: NORM_PARTS_BYTES / 4 }, 1)
    for (const clip of clips) {
      const { factor } = await runKernel(device, clipFactor(), { parts: parts!, factor: 1 }, 1, stepOf({ n: 1, clip }))
      const expected = clip === 0 ? 1 : Math.min(1, clip / (norm + 1e-6))
      expect(relative(factor!, [expected])).toBeLessThan(TOLERANCE)
    }
  })

  it.each(cases(20))('the moving average of statistics, case %i', { timeout: WITHIN }, async (i) => {
    const quads = pick(1, 200, i, 1)
    const [value, average] = [random(quads * 4, i, 2), random(quads * 4, i, 3)]
    const emaDecay = Math.fround([0, 0.5, 0.9, 0.999, 1][i % 5]!)
    const got = await runKernel(device, movingAverage(quads), { value, average }, 1, stepOf({ n: 1, emaDecay }))
    const expected = Float64Array.from(average, (a, at) => emaDecay * a + (1 - emaDecay) * value[at]!)
    expect(relative(got.average!, expected)).toBeLessThan(TOLERANCE)
  })

  it.each(cases(20))("the sum of a filter gradient's parts, set or added, case %i", { timeout: WITHIN }, async (i) => {
    const [quads, count, first] = [pick(1, 200, i, 1), pick(1, 40, i, 2), i % 2]
    const [parts, dw] = [random(quads * 4 * count, i, 3), random(quads * 4, i, 4)]
    const got = await runKernel(device, reduceParts(quads, count), { parts, dw }, 1, stepOf({ n: 1, first }))
    const expected = Float64Array.from(dw, (v, at) => {
      let sum = first ? 0 : v
      for (let part = 0; part < count; part++) sum += parts[part * quads * 4 + at]!
      return sum
    })
    expect(relative(got.dw!, expected)).toBeLessThan(TOLERANCE)
  })
})
