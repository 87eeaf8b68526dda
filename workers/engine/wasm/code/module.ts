/** The engine's kernels as one WebAssembly module, and what each takes: addresses, counts and lengths in bytes, as its maker says. */
import { type ActivationKernel, activations } from './activations'
import { assemble, i32, Routine, step, v } from './assembler'
import { loops } from './loops'
import { addresses, multiply, outer, pack, resolve, transposeWeights } from './products'
import { windows } from './windows'
import { winograd } from './winograd'

const KERNELS = (fused: boolean) => [
  ...[resolve(), addresses(), multiply(fused), pack(4), pack(8), outer(fused), transposeWeights()],
  ...loops(),
  ...windows(),
  ...winograd(),
  ...activations(),
]
type Kernel = (...args: number[]) => void
const NAMES = [
  ...(['resolve', 'addresses', 'multiply', 'pack4', 'pack8', 'outer', 'transposeWeights'] as const),
  ...(['fill', 'add', 'sum', 'copy', 'product', 'relu', 'reluBackward', 'rowSums', 'affine', 'normSums', 'normBackward'] as const),
  ...([
    'tapLine',
    'tapSums',
    'poolLine',
    'poolLineBackward',
    'combine',
    'spread',
    'dots',
    'pixelLine',
    'adam',
    'sgd',
    'average',
    'sumSquares',
  ] as const),
  ...(['winogradInput', 'winogradGradient', 'winogradWeights', 'winogradOutput', 'winogradFilter'] as const),
] as const
export type Kernels = Readonly<Record<(typeof NAMES)[number] | ActivationKernel, Kernel>>

/** Whether fused multiply-add (relaxed SIMD: Chrome 114, Firefox 145) compiles here. */
export function hasRelaxedSimd(): boolean {
  const f = new Routine('probe')
  const to = f.param()
  return WebAssembly.validate(assemble([f.body(v.store(to.get, v.madd(v.zero, v.zero, v.zero)), step(to, 1), [...i32.of(0), 0x1a])], false))
}

/** @throws WebAssembly.CompileError where the browser has no SIMD (before Chrome 91, Firefox 89, Safari 16.4) */
export const compileKernels = (shared: boolean, fused: boolean): WebAssembly.Module =>
  new WebAssembly.Module(assemble(KERNELS(fused), shared))

export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { engine: { memory } }).exports as unknown as Kernels
}
