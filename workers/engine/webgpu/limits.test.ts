/** Nothing needs more of a device than every WebGPU has: the default limits of the specification, and none of its features. */
import { describe, expect, it } from 'vitest'
import { networkErrors } from '../../operations/fixtures/networks'
import { fixture, relative } from '../fixtures/narrow'
import { narrowErrors } from '../fixtures/parity'
import { type KernelFamily, openDevice } from './device'
import { WebGpuEngine } from './engine'
import { foldedGrid, kernelSource } from './kernel'
import { convForward, convInputGradient } from './kernels/conv'
import { weightSize } from './kernels/conv-shape'
import { viewOf } from './tensors'
import { TOLERANCE, WITHIN } from './testing/all-shapes'
import { DEFAULT_LIMITS, openDefaultDevice } from './testing/default-device'
import { everyOp } from './testing/every-op'
import { FAMILIES, IN_DENO } from './testing/families'
import { convReference, random } from './testing/float64'
import { nodeGpu } from './testing/node-gpu'
import { runKernel } from './testing/run-kernel'

/** Swaps among lanes are a feature of their own. */
const PLAIN: readonly KernelFamily[] = IN_DENO ? ['tiles', 'registers'] : ['registers']

it.each(PLAIN)('%s train on a device with exactly the default limits as PyTorch does', { timeout: WITHIN }, async (family) => {
  const opened = await openDefaultDevice(family)
  const { limits, features } = opened.device
  const given = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, limits[name as keyof typeof DEFAULT_LIMITS]]))
  expect(given).toEqual(DEFAULT_LIMITS)
  expect(['subgroups', 'shader-f16'].filter((feature) => features.has(feature))).toEqual([])
  const engine = new WebGpuEngine(opened, { family })
  // SwiftShader compiles a small network in the time that it has here: each kind of convolution, BatchNorm, sums, a head.
  const errors = IN_DENO ? await narrowErrors(engine, fixture('narrow'), false) : await networkErrors(engine, 'patterns')
  expect(Object.keys(errors).length).toBeGreaterThan(20)
  expect(Object.entries(errors).filter(([, error]) => !(error < 1e-3))).toEqual([])
  await engine.dispose()
})

// Without compiling them for the adapter, which takes SwiftShader minutes: the two WGSL compilers find different things wrong.
it.each([...FAMILIES, ...FAMILIES.map((family) => `winograd-${family}` as const)])(
  '%s are valid WGSL, all kernels of ResNet18',
  {
    timeout: WITHIN,
  },
  async (family) => {
    const { device } = await openDevice(nodeGpu())
    const sources = new Map(
      everyOp(family, 8, 64).map(({ kernel, bindings }) => [
        kernelSource(
          kernel,
          Object.values(bindings).map((bound) => viewOf(bound).bytes),
        ),
        kernel.name,
      ]),
    )
    expect(sources.size).toBeGreaterThan(100)
    const wrong: string[] = []
    for (const [code, name] of sources) {
      device.pushErrorScope('validation')
      device.createShaderModule({ label: name, code })
      const error = await device.popErrorScope()
      if (error) wrong.push(`${name}: ${error.message}`)
    }
    expect(wrong).toEqual([])
    device.destroy()
  },
)

describe.each(FAMILIES)('more rows of workgroups than one dimension takes, %s', (family) => {
  // With a stride, and so in four layers of phases.
  it('go on in the third', { timeout: WITHIN }, async () => {
    const { device } = await openDevice(nodeGpu())
    const shape = { inH: 9, inW: 8, inC: 8, outH: 5, outW: 4, outC: 12, kernel: 3, stride: 2, padding: 1, groups: 1 }
    const n = 20
    const x = random(n * shape.inH * shape.inW * shape.inC, 7, 1)
    const w = random(weightSize(shape), 7, 2)
    const dy = random(n * shape.outH * shape.outW * shape.outC, 7, 3)
    const expected = convReference(shape, n, { x, w, dy })
    /** As if one dimension took two. */
    const folded = (spec: ReturnType<typeof convForward>) => {
      const [columns, rows, layers] = spec.grid(n)
      expect(rows).toBeGreaterThan(2)
      return { ...spec, grid: () => foldedGrid(columns, rows, layers, 2) }
    }
    const { y } = await runKernel(device, folded(convForward(family, shape, n)), { x, w, y: dy.length }, n)
    expect(relative(y!, expected.y)).toBeLessThan(TOLERANCE)
    const { dx } = await runKernel(device, folded(convInputGradient(family, shape, n, false)), { dy, w, dx: x.length }, n)
    expect(relative(dx!, expected.dx)).toBeLessThan(TOLERANCE)
    device.destroy()
  })
})
