/** What tells one version of the kernels from another: whatever was found out of an adapter is found out anew of other kernels. */
import type { KernelFamily } from '../device'
import { kernelSource } from '../kernel'
import { DIRECTIONS, type DirectVariant } from '../kernels/variants'
import { planNetwork } from '../planner'
import { viewOf } from '../tensors'
import { convolutionOf } from '../tuning/jobs'
import { kernelCases, NARROW_PLAN, narrowNetwork, PLAIN_SHAPE } from './cases'
import { sampleNetworks } from './networks'

const FAMILIES: readonly KernelFamily[] = ['tiles', 'quads', 'registers']
const VARIANTS: readonly DirectVariant[] = [...FAMILIES, 'tiles-low', 'tiles-tall', 'registers-narrow']

/** The WGSL of all that an adapter is tried on, in every variant, and in mixed precision, by each optimizer. */
export function kernelTexts(): string[] {
  const convs = VARIANTS.flatMap((variant) =>
    DIRECTIONS.flatMap((direction) => kernelCases(variant, direction).map(({ kernel }) => kernelSource(kernel, []))),
  )
  const winograds = FAMILIES.flatMap((family) =>
    DIRECTIONS.flatMap((direction) =>
      convolutionOf(`winograd-${family}`, { direction, shape: PLAIN_SHAPE, batch: 2 }).dispatches.map(({ kernel }) =>
        kernelSource(kernel, []),
      ),
    ),
  )
  const steps = FAMILIES.flatMap((family) =>
    (['f32', 'mixed'] as const).flatMap((precision) => textsOf(planNetwork(narrowNetwork(), { ...NARROW_PLAN, precision }, family))),
  )
  // A step in mixed precision has each kernel, and answers all that answer in f32.
  const samples = FAMILIES.flatMap((family) =>
    sampleNetworks().flatMap(({ spec, imageSize }) =>
      textsOf(planNetwork(spec, { ...NARROW_PLAN, imageSize, precision: 'mixed' }, family)),
    ),
  )
  const updates = FAMILIES.flatMap((family) =>
    (['sgd', 'adamw'] as const).flatMap((optimizer) =>
      (['f32', 'mixed'] as const).flatMap((precision) =>
        [false, true].flatMap((more) =>
          textsOf(planNetwork(narrowNetwork(), { ...NARROW_PLAN, optimizer, precision, ema: more, softLabels: more }, family)),
        ),
      ),
    ),
  )
  return [...convs, ...winograds, ...steps, ...samples, ...updates]
}

const textsOf = ({ segments }: ReturnType<typeof planNetwork>): string[] =>
  [...segments.values()].flat().map(({ kernel, bindings }) =>
    kernelSource(
      kernel,
      Object.values(bindings).map((bound) => viewOf(bound).bytes),
    ),
  )

/** The first 12 hex digits of the SHA-256 of those texts. */
export async function kernelRevision(of: readonly string[] = kernelTexts()): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(of.join('\0')))
  return Array.from(new Uint8Array(digest).subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
