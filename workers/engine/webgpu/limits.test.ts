/** Nothing needs more of a device than every WebGPU has: the default limits of the specification, and none of its features. */
import { describe, expect, it } from 'vitest'
import { buildNetwork } from '../../model/networks'
import { resnet } from '../../model/resnet'
import { networkErrors } from '../../operations/fixtures/networks'
import { fixture, plan, relative } from '../fixtures/narrow'
import { narrowErrors } from '../fixtures/parity'
import { type KernelFamily, openDevice } from './device'
import { WebGpuEngine } from './engine'
import { foldedGrid, kernelSource } from './kernel'
import { convForward, convInputGradient } from './kernels/conv'
import { weightSize } from './kernels/conv-shape'
import { type ConvVariant, familyOf } from './kernels/variants'
import { planNetwork } from './planner'
import { viewOf } from './tensors'
import { TOLERANCE, WITHIN } from './testing/all-shapes'
import { DEFAULT_LIMITS, openDefaultDevice } from './testing/default-device'
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

/** Plans with every kind of kernel; what is frozen, averaged or soft makes kernels of its own. */
const PLANS = [
  { optimizer: 'adam', ema: true, frozenBlocks: 0 },
  { optimizer: 'sgd', frozenBlocks: 3, softLabels: true },
  { optimizer: 'adamw', frozenBlocks: 5 },
] as const
const everyOp = (variant: ConvVariant, batch: number, imageSize: number) =>
  PLANS.flatMap((training) => {
    const { segments } = planNetwork(resnet(18, { classes: 2 }), plan({ batch, imageSize, ...training }), familyOf(variant), () => variant)
    return [...segments.values()].flat()
  })

it.each(['tiles', 'quads', 'registers', 'winograd-tiles', 'winograd-quads', 'winograd-registers'] as const)(
  '%s bind at most 8 buffers and stay within 65,535 workgroups, also of many large pictures',
  (family) => {
    for (const batch of [64, 512, 2048]) {
      for (const { kernel } of everyOp(family, batch, 224)) {
        expect(Object.keys(kernel.bindings).length, kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStorageBuffersPerShaderStage)
        expect(Math.max(...kernel.grid(batch)), kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxComputeWorkgroupsPerDimension)
      }
    }
  },
)

/** A text with its constants in place of their names. */
const withConstants = (code: string): string =>
  [...code.matchAll(/const (\w+)(?:: ?u32)? = (\d+)u?;/g)].reduce((text, [, name, value]) => text.replaceAll(name!, value!), code)

/** Bytes of a kernel's workgroup memory by its text. */
const ELEMENT = { f32: 4, u32: 4, vec4f: 16, vec2f: 8 } as const
function shared(code: string): number {
  const arrays = [...code.matchAll(/var<workgroup>\s+\w+\s*:\s*([^;]+);/g)].map(([, type]) => {
    const array = /^array<(\w+),\s*([\d\s*+]+)u?>$/.exec(type!.trim())
    const element = ELEMENT[(array?.[1] ?? type!.trim()) as keyof typeof ELEMENT]
    if (!element) throw new Error(`How large is ${type}?`)
    return element * (array?.[2] ?? '1').split('*').reduce((product, factor) => product * Number(factor), 1)
  })
  return arrays.reduce((a, b) => a + b, 0)
}

it.each(['tiles', 'quads', 'registers'] as const)('%s: every network keeps to the default limits, in both precisions', (family) => {
  for (const arch of [
    'deit_small_patch16_224',
    'mobilenet_v3_large',
    'efficientnet_b0',
    'resnext50_32x4d',
    'se_resnet50',
    'cbam_resnet50',
  ] as const)
    for (const precision of ['f32', 'mixed'] as const) {
      // Of 32 a MobileNet's widest map is 154 MB, and the engine says which batch would fit (`checkLimits`).
      const batch = 16
      const { segments, buffers } = planNetwork(
        buildNetwork(arch, { classes: 2 }),
        plan({ batch, imageSize: 224, optimizer: 'adam', ema: true, precision }),
        family,
      )
      for (const { bytes, tensors } of buffers)
        expect(bytes, tensors[0]!.label).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStorageBufferBindingSize)
      for (const { kernel } of [...segments.values()].flat()) {
        expect(Object.keys(kernel.bindings).length, kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStorageBuffersPerShaderStage)
        expect(Math.max(...kernel.grid(batch)), kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxComputeWorkgroupsPerDimension)
        const code = withConstants(kernel.code)
        const [, sizes] = /@workgroup_size\(([\d, ]+)\)/.exec(code)!
        const invocations = sizes!.split(',').reduce((product, size) => product * Number(size), 1)
        expect(invocations, kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxComputeInvocationsPerWorkgroup)
        expect(shared(code), kernel.name).toBeLessThanOrEqual(DEFAULT_LIMITS.maxComputeWorkgroupStorageSize)
      }
    }
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
