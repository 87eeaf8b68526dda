/** What an adapter is tried on: convolutions of the kinds that networks have, and a narrow network that has all the rest. */
import { type ModelSpec, type ParamMap, paramInfos } from '../../../model/spec'
import { outputSize } from '../../../model/window'
import { hash, STREAM, uniform } from '../../../random'
import type { Batch, StepHyper, TrainPlan } from '../../engine'
import type { KernelSpec } from '../kernel'
import { convFilterGradient, convForward, convInputGradient } from '../kernels/conv'
import { type ConvShape, weightSize } from '../kernels/conv-shape'
import type { Direction, DirectVariant } from '../kernels/variants'
import { type ConvSums, convReference, random } from './reference'
import type { BindingData } from './run-kernel'

const PICTURES = 2
const SEED = 16

/** One kernel with its data, and what it must give. */
export interface KernelCase {
  readonly kernel: KernelSpec
  readonly data: Readonly<Record<string, BindingData>>
  readonly n: number
  /** The binding that is compared, and its values. */
  readonly output: string
  readonly expected: Float64Array
}

/** The stem, a plain convolution of more than one tile in each direction, one with a stride, and one of 1x1. Sides are odd, so that tiles end within. */
const SHAPES: readonly ConvShape[] = [
  { inH: 19, inC: 3, outC: 8, kernel: 7, stride: 2 },
  { inH: 9, inC: 20, outC: 72, kernel: 3, stride: 1 },
  { inH: 9, inC: 8, outC: 12, kernel: 3, stride: 2 },
  { inH: 7, inC: 24, outC: 16, kernel: 1, stride: 1 },
].map(({ inH, inC, outC, kernel, stride }) => {
  const padding = kernel >> 1
  const [inW, outH] = [inH + 2, outputSize(inH, { kernel, stride, padding })]
  return { inH, inW, inC, outH, outW: outputSize(inW, { kernel, stride, padding }), outC, kernel, stride, padding, groups: 1 }
})

/** The plain one of 3x3, which Winograd's takes too. */
export const PLAIN_SHAPE = SHAPES[1]!

interface ShapeData {
  readonly shape: ConvShape
  readonly x: Float32Array<ArrayBuffer>
  readonly w: Float32Array<ArrayBuffer>
  readonly dy: Float32Array<ArrayBuffer>
  readonly expected: ConvSums
}

let prepared: readonly ShapeData[] | null = null
/** The data of all shapes, the same for each family. */
function shapeData(): readonly ShapeData[] {
  prepared ??= SHAPES.map((shape, i) => {
    const memoryC = Math.ceil(shape.inC / 4) * 4
    const x = random(PICTURES * shape.inH * shape.inW * memoryC, SEED, i, 1).map((v, at) => (at % memoryC < shape.inC ? v : 0))
    const w = random(weightSize(shape), SEED, i, 2)
    const dy = random(PICTURES * shape.outH * shape.outW * shape.outC, SEED, i, 3)
    return { shape, x, w, dy, expected: convReference(shape, PICTURES, { x, w, dy }) }
  })
  return prepared
}

/** A variant's convolutions in one direction. */
export function kernelCases(variant: DirectVariant, direction: Direction): KernelCase[] {
  return shapeData().flatMap(({ shape, x, w, dy, expected }) => {
    // What comes before the stem is a picture, which nobody differentiates by.
    if (direction === 'input-gradient' && shape.inC === 3) return []
    const made = {
      forward: () => ({ kernel: convForward(variant, shape, PICTURES), data: { x, w, y: dy.length }, output: 'y', expected: expected.y }),
      'filter-gradient': () => ({
        kernel: convFilterGradient(variant, shape, 1),
        data: { x, dy, dw: w.length },
        output: 'dw',
        expected: expected.dw,
      }),
      'input-gradient': () => ({
        kernel: convInputGradient(variant, shape, PICTURES, false),
        data: { dy, w, dx: x.length },
        output: 'dx',
        expected: expected.dx,
      }),
    }[direction]()
    return [{ n: PICTURES, ...made }]
  })
}

/** State of a loss scaling that begins with a scale. */
export const scaledBy = (scale: number): ParamMap => new Map([['grad_scaler.scale', { shape: [1], data: Float32Array.of(scale) }]])

/** A convolution of each kind, a residual block with a downsampled shortcut, both poolings and a head of two layers with dropout. */
export function narrowNetwork(): ModelSpec {
  const conv = (id: string, from: string, block: string, inChannels: number, outChannels: number, kernel: number, stride: number) =>
    ({ op: 'conv', id, inputs: [from], block, inChannels, outChannels, kernel, stride, padding: kernel >> 1 }) as const
  const bn = (id: string, from: string, block: string, channels: number) =>
    ({ op: 'bn', id, inputs: [from], block, channels, eps: 1e-5, momentum: 0.1 }) as const
  const relu = (id: string, from: string, block: string) => ({ op: 'activation', kind: 'relu', id, inputs: [from], block }) as const
  const layers: ModelSpec['layers'] = [
    conv('conv1', 'input', 'stem', 3, 8, 7, 2),
    bn('bn1', 'conv1', 'stem', 8),
    relu('relu', 'bn1', 'stem'),
    { op: 'maxpool', id: 'maxpool', inputs: ['relu'], block: 'stem', kernel: 3, stride: 2, padding: 1 },
    conv('a.conv1', 'maxpool', 'a', 8, 16, 3, 2),
    bn('a.bn1', 'a.conv1', 'a', 16),
    relu('a.relu1', 'a.bn1', 'a'),
    conv('a.conv2', 'a.relu1', 'a', 16, 16, 3, 1),
    bn('a.bn2', 'a.conv2', 'a', 16),
    conv('a.downsample.0', 'maxpool', 'a', 8, 16, 1, 2),
    bn('a.downsample.1', 'a.downsample.0', 'a', 16),
    { op: 'add', id: 'a.add', inputs: ['a.bn2', 'a.downsample.1'], block: 'a' },
    relu('a.relu', 'a.add', 'a'),
    { op: 'gap', id: 'avgpool', inputs: ['a.relu'], block: 'a' },
    { op: 'linear', id: 'fc.0', inputs: ['avgpool'], block: 'fc', inFeatures: 16, outFeatures: 12 },
    relu('fc.1', 'fc.0', 'fc'),
    { op: 'dropout', id: 'fc.2', inputs: ['fc.1'], block: 'fc', p: 0.5 },
    { op: 'linear', id: 'fc.3', inputs: ['fc.2'], block: 'fc', inFeatures: 12, outFeatures: 3 },
  ]
  return { arch: 'narrow', layers, classes: 3, blocks: ['stem', 'a', 'fc'], features: 'avgpool', featureWidth: 16, cam: 'a.relu' }
}

/** Enough values that a batch's statistics are far from those of one. */
const BATCH = 4

/** Side of the narrow network's pictures, px. */
const NARROW_SIZE = 32

export const NARROW_PLAN: TrainPlan = {
  batch: BATCH,
  imageSize: NARROW_SIZE,
  frozenBlocks: 0,
  optimizer: 'adam',
  labelSmoothing: 0.1,
  classWeights: null,
  softLabels: false,
  ema: false,
  seed: SEED,
}

export const NARROW_STEP: StepHyper = {
  step: 1,
  learningRate: 1e-3,
  weightDecay: 0.01,
  decayNormAndBias: true,
  momentum: 0.9,
  nesterov: true,
  beta1: 0.9,
  beta2: 0.999,
  // Large, so that the update of a gradient that is all but zero does not go by its sign, which rounding decides.
  eps: 1e-2,
  clipNorm: 1,
  emaDecay: 0,
  gradientScale: 1,
  firstMicroBatch: true,
  update: true,
}

/** Random pictures for three classes, with labels or shares as a plan goes by. */
export function narrowBatch({ imageSize, softLabels }: Pick<TrainPlan, 'imageSize' | 'softLabels'> = NARROW_PLAN): Batch {
  const pixels = Uint8Array.from({ length: BATCH * imageSize ** 2 * 3 }, (_, i) => hash(SEED, STREAM.draw, i) & 255)
  const targets = softLabels
    ? { targets: Float32Array.from({ length: BATCH * 3 }, (_, i) => [0.7, 0.2, 0.1][(i + Math.floor(i / 3)) % 3]!) }
    : {}
  return { n: BATCH, input: { kind: 'pixels', pixels }, labels: Int32Array.of(0, 1, 2, 1), ...targets, counter: 0 }
}

/** Weights of He's range, statistics and norms near one and zero. */
export function narrowParams(spec: ModelSpec): ParamMap {
  return new Map(
    paramInfos(spec).map(({ name, shape, role }, k) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const bound = Math.sqrt(6 / (size / shape[0]!))
      const value = (u: number) => {
        if (name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'))) return 0.8 + 0.4 * u
        return role === 'weight' ? (2 * u - 1) * bound : 0.2 * u - 0.1
      }
      return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => value(uniform(SEED, STREAM.init, k, i))) }] as const
    }),
  )
}
