/** What engines are measured with: data without files, the same everywhere. */
import type { ModelSpec, ParamMap } from '../../model/spec'
import { paramInfos } from '../../model/spec'
import { noise } from '../../random'
import type { Batch, StepHyper, TrainPlan } from '../engine'

const SEED = 23

/** Weights of He's range, statistics and norms as they begin. */
export function beginningParams(spec: ModelSpec): ParamMap {
  return new Map(
    paramInfos(spec).map(({ name, shape, role }, k) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const bound = Math.sqrt(6 / (size / shape[0]!))
      const ones = name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))
      const data = role === 'weight' ? noise(size, SEED + k) : new Float32Array(size).fill(ones ? 1 : 0)
      if (role === 'weight') for (let i = 0; i < size; i++) data[i]! *= bound
      return [name, { shape, data }]
    }),
  )
}

export function noiseBatch(n: number, size: number, classes: number): Batch {
  const values = noise(n * size * size * 3, SEED)
  const pixels = new Uint8Array(values.length)
  for (let i = 0; i < pixels.length; i++) pixels[i] = 128 + 128 * values[i]!
  return { n, input: { kind: 'pixels', pixels }, labels: Int32Array.from({ length: n }, (_, i) => i % classes), counter: 0 }
}

export const plainPlan = (imageSize: number, batch: number, frozenBlocks = 0): TrainPlan => ({
  ...{ batch, imageSize, frozenBlocks, optimizer: 'adam', labelSmoothing: 0 },
  ...{ classWeights: null, softLabels: false, ema: false, seed: SEED },
})

/** Adam with a rate so small that nothing runs away. */
export const PLAIN_STEP: StepHyper = {
  ...{ step: 1, learningRate: 1e-6, weightDecay: 0, decayNormAndBias: true, momentum: 0, nesterov: false },
  ...{ beta1: 0.9, beta2: 0.999, eps: 1e-8, clipNorm: 0, emaDecay: 0, gradientScale: 1, firstMicroBatch: true, update: true },
}

const [WIDTH, PRODUCTS] = [512, 8]
/** Side of the pictures that `productNetwork` takes: 1,024 rows of its matrices each. */
export const PRODUCT_SIZE = 32

/** Nearly nothing but products of matrices, `[n * 1024, 512] x [512, 512]`: what an engine does at best. */
export function productNetwork(): ModelSpec {
  const conv = (id: string, from: string, inChannels: number) =>
    ({ op: 'conv', id, inputs: [from], block: 'stem', inChannels, outChannels: WIDTH, kernel: 1, stride: 1, padding: 0 }) as const
  const convs = Array.from({ length: PRODUCTS }, (_, i) => conv(`conv${i + 1}`, i === 0 ? 'stem' : `conv${i}`, WIDTH))
  const layers: ModelSpec['layers'] = [
    conv('stem', 'input', 3),
    ...convs,
    { op: 'gap', id: 'avgpool', inputs: [`conv${PRODUCTS}`], block: 'stem' },
    { op: 'linear', id: 'fc', inputs: ['avgpool'], block: 'fc', inFeatures: WIDTH, outFeatures: 4 },
  ]
  return {
    ...{ arch: 'products', layers, classes: 4, blocks: ['stem', 'fc'] },
    ...{ features: 'avgpool', featureWidth: WIDTH, cam: `conv${PRODUCTS}` },
  }
}
