/** No plan asks for more of a device than the default limits of the specification; limits.test.ts asks a device. */
import { expect, it } from 'vitest'
import { buildNetwork } from '../../model/networks'
import { plan } from '../fixtures/narrow'
import { planNetwork } from './planner'
import { DEFAULT_LIMITS } from './testing/default-device'
import { everyOp } from './testing/every-op'

it.each(['tiles', 'quads', 'registers', 'winograd-tiles', 'winograd-quads', 'winograd-registers'] as const)(
  '%s bind at most 8 buffers and stay within 65,535 workgroups, also of many large pictures',
  (family) => {
    for (const batch of [64, 2048]) {
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
