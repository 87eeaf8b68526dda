/** The smallest network that has something to freeze and something to learn: for tests of what is kept of a run. */
import type { ModelSpec, ParamMap } from '../../model/spec'

/** Stands in for `specFor`. */
export const toySpec = (_config: unknown, classes: number): ModelSpec => ({
  arch: 'toy',
  layers: [
    { op: 'conv', id: 'conv1', inputs: ['input'], block: 'stem', inChannels: 1, outChannels: 2, kernel: 1, stride: 1, padding: 0 },
    { op: 'linear', id: 'fc', inputs: ['conv1'], block: 'fc', inFeatures: 1, outFeatures: 1 },
  ],
  classes,
  blocks: ['stem', 'fc'],
  features: 'conv1',
  featureWidth: 1,
  cam: 'conv1',
})

const conv = { shape: [2, 1, 1, 1], data: Float32Array.of(7, 8) }

/** Its parameters: the convolution's are always the same arrays, the bias is `value`. */
export const toyParams = (value: number): ParamMap =>
  new Map([
    ['conv1.weight', conv],
    ['fc.weight', { shape: [1, 1], data: Float32Array.of(0) }],
    ['fc.bias', { shape: [1], data: Float32Array.of(value) }],
  ])
