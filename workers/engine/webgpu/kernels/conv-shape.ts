/** The geometry of one convolution, and what every convolution kernel derives from it. */
import { mapShape, type Shape } from '../../../model/layer'
import { sidesOf } from '../../../model/window'
import { type ConvLayer, groupsOf } from '../../../operations/conv/facts'
import { type KernelSpec, read } from '../kernel'

export interface ConvShape {
  readonly inH: number
  readonly inW: number
  /** Input channels that have weights. In memory an input pixel has `ceil(inC / 4) * 4` channels (the stem's fourth is zero). */
  readonly inC: number
  readonly outH: number
  readonly outW: number
  /** A multiple of 4. */
  readonly outC: number
  readonly kernel: number
  readonly stride: number
  /** Zeros above and on the left; how many there are below and on the right follows from the output's size. */
  readonly padding: number
  /** Groups of channels that see nothing of each other; 1 of most. */
  readonly groups: number
}

/**
 * @param shapes of the layers' outputs (`outputShapes`)
 * @throws Error where more zeros are above than on the left, as a map that is not square may ask for
 */
export function convShapeOf(layer: ConvLayer, shapes: ReadonlyMap<string, Shape>): ConvShape {
  const [inH, inW] = mapShape(shapes.get(layer.inputs[0]!))
  const [outH, outW] = mapShape(shapes.get(layer.id))
  const { inChannels: inC, outChannels: outC, kernel, stride } = layer
  const [[padding], [left]] = [sidesOf(inH, layer), sidesOf(inW, layer)]
  if (left !== padding) throw new Error(`The WebGPU engine lays as many zeros above a map as on its left, not ${padding} and ${left}.`)
  return { inH, inW, inC, outH, outW, outC, kernel, stride, padding, groups: groupsOf(layer) }
}

/** What a forward kernel does to a sum before it stores it, in this order. `folded`: evaluation-mode BatchNorm as scale and shift per channel. */
export interface ConvEpilogue {
  readonly bias?: boolean
  readonly folded: boolean
  readonly residual: boolean
  readonly relu: boolean
}
export const PLAIN: ConvEpilogue = { folded: false, residual: false, relu: false }

/** @throws Error where channels are not what the kernels take */
export function checkShape(shape: ConvShape): void {
  if (shape.outC % 4 !== 0 || (shape.inC % 4 !== 0 && shape.inC !== 3)) {
    throw new Error(`The WebGPU engine takes channels in multiples of 4 (and 3 at the input), not ${shape.inC} -> ${shape.outC}.`)
  }
}

export const inQuads = (shape: ConvShape): number => Math.ceil(shape.inC / 4)
export const outPixels = (shape: ConvShape): number => shape.outH * shape.outW
export const weightSize = ({ kernel, inC, outC, groups }: ConvShape): number => (kernel ** 2 * inC * outC) / groups
/** Multiply-adds count as two; the same for forward and both gradients. */
export const convFlops =
  (shape: ConvShape) =>
  (n: number): number =>
    2 * n * outPixels(shape) * weightSize(shape)

/** Rows (or columns) of the input with index = phase mod stride: the input gradient treats each phase by itself. */
export const phaseCount = (size: number, stride: number, phase: number): number => Math.ceil((size - phase) / stride)

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b)
/** 0..n-1, for generating unrolled code. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
export const lines = (n: number, line: (i: number) => string): string => range(n).map(line).join('\n')

/** WGSL expression for a store with an epilogue: `acc` is a vec4f, `index` the output's vec4 index, `q` its channel quad. */
export function epilogueOf(epilogue: ConvEpilogue, acc: string, index: string, q: string): string {
  let value = epilogue.bias ? `(${acc} + bias[${q}])` : acc
  if (epilogue.folded) value = `fma(${value}, scale[${q}], shift[${q}])`
  if (epilogue.residual) value = `${value} + residual[${index}]`
  return epilogue.relu ? `max(${value}, vec4f(0))` : value
}

/** What the epilogue reads besides the convolution's own bindings. */
export const epilogueBindings = ({ bias, folded, residual }: ConvEpilogue) => ({
  ...(bias ? { bias: read() } : {}),
  ...(folded ? { scale: read(), shift: read() } : {}),
  ...(residual ? { residual: read() } : {}),
})

/** " +bias +bn +add +relu", as far as there are any. */
export const epilogueName = ({ bias, folded, residual, relu }: ConvEpilogue): string =>
  `${bias ? ' +bias' : ''}${folded ? ' +bn' : ''}${residual ? ' +add' : ''}${relu ? ' +relu' : ''}`

/** Phases of the stride that an input gradient runs over, a side. One that no tap meets has no gradient: it need not run where there is nothing to overwrite. */
export const gradientPhases = ({ kernel, stride }: ConvShape, accumulate: boolean): number =>
  accumulate ? Math.min(stride, kernel) : stride

/** "3x3/1 16x16x64 -> 16x16x64" */
export const shapeName = (s: ConvShape): string =>
  `${s.kernel}x${s.kernel}/${s.stride} ${s.inH}x${s.inW}x${s.inC} -> ${s.outH}x${s.outW}x${s.outC}`

/** A dispatch of those that a convolution takes. */
export interface ConvDispatch {
  readonly kernel: KernelSpec
  /** What a binding is bound to where that is not called as the binding is. */
  readonly to?: Readonly<Record<string, string>>
}

/**
 * How a convolution or one of its gradients is computed: dispatches one after another, over what is called `x`, `w`, `y` (with what the epilogue reads), `dy`, `dx`
 * and `dw`, and over arrays that nobody needs afterwards.
 */
export interface Convolution {
  readonly name: string
  readonly dispatches: readonly ConvDispatch[]
  /** Bytes of each of those arrays, in f32, by name. */
  readonly scratch: Readonly<Record<string, number>>
}

export const single = (kernel: KernelSpec): Convolution => ({ name: kernel.name, dispatches: [{ kernel }], scratch: {} })
