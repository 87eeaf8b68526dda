import { expect, test } from 'vitest'
import { paramsFault, tensorFault } from './sound'
import type { Param } from './spec'

const param = (shape: number[], ...values: number[]): Param => ({ shape, data: Float32Array.from(values) })

test.each([
  ['a weight', 'conv1.weight', param([2], -1, 3e38), null],
  ['nothing', 'conv1.weight', undefined, { kind: 'shape', found: null }],
  ['other sides', 'conv1.weight', param([1, 2], 1, 2), { kind: 'shape', found: [1, 2] }],
  ['NaN', 'conv1.weight', param([2], 0, Number.NaN), { kind: 'value', value: Number.NaN }],
  ['infinity', 'conv1.weight', param([2], Number.POSITIVE_INFINITY, 0), { kind: 'value', value: Number.POSITIVE_INFINITY }],
  ['minus infinity', 'conv1.weight', param([2], 0, Number.NEGATIVE_INFINITY), { kind: 'value', value: Number.NEGATIVE_INFINITY }],
  ['a variance of zero', 'bn1.running_var', param([2], 0, 1), null],
  ['a variance below zero', 'layer1.0.bn1.running_var', param([2], 1, -0.5), { kind: 'value', value: -0.5 }],
  ['an averaged variance below zero', 'ema.bn1.running_var', param([2], 1, -0.5), { kind: 'value', value: -0.5 }],
  ['a mean of squares below zero', 'exp_avg_sq.fc.weight', param([2], 1, -0.5), { kind: 'value', value: -0.5 }],
  ['a mean below zero', 'exp_avg.fc.weight', param([2], 1, -0.5), null],
])('%s', (_, name, found, fault) => {
  const said = tensorFault(name, [2], found)
  if (fault === null) expect(said).toBeNull()
  else expect(said).toMatchObject({ ...fault, name })
})

test('the first fault of several tensors; tensors of other names do not matter', () => {
  const infos = ['a', 'b'].map((name) => ({ name, shape: [1] }))
  const tensors = new Map([
    ['b', param([1], 1)],
    ['c', param([1], Number.NaN)],
  ])
  expect(paramsFault(infos, tensors)).toMatchObject({ kind: 'shape', name: 'a' })
  expect(paramsFault(infos, tensors.set('a', param([1], 1)))).toBeNull()
})
