/** Runs all dispatches of a convolution on given arrays. What lies between begins as NaN: what is read without having been written shows. */
import type { Convolution } from '../kernels/conv-shape'
import { type BindingData, runKernel, stepOf } from '../self-test/run-kernel'

/** @returns every array that a dispatch wrote, by name */
export async function runConvolution(
  device: GPUDevice,
  { dispatches, scratch }: Convolution,
  data: Readonly<Record<string, BindingData>>,
  n: number,
  uniform = stepOf({ n }),
): Promise<Record<string, Float32Array>> {
  const between = Object.entries(scratch).map(([name, bytes]) => [name, new Float32Array(bytes / 4).fill(Number.NaN)] as const)
  const now: Record<string, BindingData> = { ...data, ...Object.fromEntries(between) }
  const written: Record<string, Float32Array> = {}
  for (const { kernel, to = {} } of dispatches) {
    const names = Object.keys(kernel.bindings)
    const bound = Object.fromEntries(names.map((name) => [name, now[to[name] ?? name]!]))
    const results = await runKernel(device, kernel, bound, n, uniform)
    for (const [name, values] of Object.entries(results)) {
      now[to[name] ?? name] = values
      written[to[name] ?? name] = values
    }
  }
  return written
}
