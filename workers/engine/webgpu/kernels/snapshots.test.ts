/**
 * The WGSL of every kind of kernel at a typical shape, as files in snapshots/: so that a review sees what a change does to a shader. Where the change is
 * meant: `npx vitest run workers/engine/webgpu/kernels/snapshots.test.ts -u`, and read the difference.
 */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { resnet } from '../../../model/resnet'
import { plan } from '../../fixtures/narrow'
import type { KernelFamily } from '../device'
import { kernelSource } from '../kernel'
import { planNetwork } from '../planner'
import { viewOf } from '../tensors'
import { type ConvVariant, familyOf, type WinogradVariant } from './variants'

const FAMILIES = ['tiles', 'quads', 'registers'] as const

/** Beginnings of the names that are shown of each family: the stem, a plain convolution, one with all that is fused to it, and gradients with stride and without. */
const CONVOLUTIONS = [
  'conv-forward-FAMILY 7x7/2 64x64x3',
  'conv-forward-FAMILY 3x3/1 8x8x128 -> 8x8x128',
  'conv-forward-FAMILY 3x3/1 8x8x128 -> 8x8x128 +bn +add +relu',
  'conv-input-gradient-FAMILY 3x3/1 8x8x128',
  'conv-input-gradient-FAMILY 3x3/2 16x16x64 -> 8x8x128 +=',
  'conv-filter-gradient-FAMILY 7x7/2 64x64x3',
  'conv-filter-gradient-FAMILY 3x3/1 8x8x128',
] as const
/** Winograd's, of what it computes in several dispatches: the products by each family, and the transforms, which are all families'. */
const PRODUCTS = ['winograd-forward-FAMILY 32x512 -> 512', 'winograd-input-gradient-FAMILY 128x128 -> 128'] as const
const FILTER_PRODUCT = 'winograd-filter-gradient-FAMILY 3x3/1 8x8x128'
const TRANSFORMS = [
  ...[
    'winograd-weights 128 -> 128',
    'winograd-x 3x3/1 8x8x128 -> 8x8x128 from 0',
    'winograd-y 3x3/1 8x8x128 -> 8x8x128 from 0 +bn +add +relu',
  ],
  ...['winograd-dy 3x3/1 8x8x128 -> 8x8x128 from 0', 'winograd-dx 3x3/1 8x8x128 -> 8x8x128 from 0'],
  ...['winograd-dy-for-weights 3x3/1 8x8x128 -> 8x8x128 from 0', 'winograd-dw 128 -> 128'],
] as const
/** Those that differ between GPUs and CPU adapters by how they add. */
const SUMS = ['bn-statistics 64x128', 'bn-backward-sums 64x128 output'] as const
const OTHERS = [
  ...[
    'bn-finalise 128',
    'bn-apply 64x128 +relu',
    'bn-apply 64x128 +norm +relu',
    'bn-backward-finalise 128',
    'bn-backward 64x128 none',
    'bn-fold',
  ],
  ...['max-pool 32x32x64 +bn+relu', 'max-pool-gradient 32x32x64', 'average-pool 4x512', 'average-pool-gradient 4x512'],
  ...[
    'linear 512 -> 256',
    'linear-input-gradient 256 -> 2',
    'linear-filter-gradient 512 -> 256',
    'relu 256',
    'relu-gradient 256',
    'dropout 256',
  ],
  ...['cross-entropy 2', 'one-hot 2', 'cam-map 4x512', 'normalise 64'],
  ...['gradient-norm-parts', 'clip-factor', 'reduce-parts 147456', 'sgd', 'adam +ema', 'adamw', 'moving-average'],
] as const

/** Sources by kernel name: all that ResNet18 with two classes plans at 64 px, batch 8, whatever of it is frozen. */
function planned(family: KernelFamily, variant: ConvVariant = family): Map<string, string> {
  const sources = new Map<string, string>()
  const trainings = [
    { optimizer: 'adam', ema: true, frozenBlocks: 0 },
    { optimizer: 'sgd', frozenBlocks: 3 },
    { optimizer: 'adamw', frozenBlocks: 5 },
  ] as const
  for (const training of trainings) {
    const { segments } = planNetwork(resnet(18, { classes: 2 }), plan({ batch: 8, imageSize: 64, ...training }), family, () => variant)
    for (const { kernel, bindings } of [...segments.values()].flat()) {
      const bytes = Object.values(bindings).map((bound) => viewOf(bound).bytes)
      if (!sources.has(kernel.name)) sources.set(kernel.name, kernelSource(kernel, bytes))
    }
  }
  return sources
}

/** "conv-forward-tiles": a kernel's name without its shape. */
const kindOf = (name: string): string => name.split(' ')[0]!
const fileOf = (name: string): string =>
  `${name.replace(/ -> /g, '-to-').replace(/[/ ]+/g, '-').replace(/\+=/g, 'adding').replace(/\+/g, '')}.wgsl`

const shown = [
  ...FAMILIES.flatMap((family) =>
    CONVOLUTIONS.map((name) => ({ family, name: name.replace('FAMILY', family), file: fileOf(name.replace('FAMILY', family)) })),
  ),
  ...(['tiles', 'quads'] as const).flatMap((family) => SUMS.map((name) => ({ family, name, file: fileOf(`${name} ${family}`) }))),
  ...FAMILIES.flatMap((family) =>
    [...PRODUCTS, FILTER_PRODUCT].map((name) => {
      const own = name.replace('FAMILY', family)
      return { family: `winograd-${family}` as const, name: own, file: fileOf(own) }
    }),
  ),
  ...TRANSFORMS.map((name) => ({ family: 'winograd-registers' as const, name, file: fileOf(name) })),
  ...OTHERS.map((name) => ({ family: 'tiles' as const, name, file: fileOf(name) })),
]
const VARIANTS = [...FAMILIES, ...FAMILIES.map((family) => `winograd-${family}` as const)]
const sources = Object.fromEntries(VARIANTS.map((variant) => [variant, planned(familyOf(variant), variant)])) as Record<
  KernelFamily | WinogradVariant,
  Map<string, string>
>

/** Read before any is made: a kernel whose file was missing fails once, so that the file is looked at. */
const there = readdirSync(new URL('snapshots', import.meta.url))

describe('WGSL as written down', () => {
  it.each(shown)('$file', async ({ family, name, file }) => {
    const full = sources[family].has(name) ? name : [...sources[family].keys()].find((each) => each.startsWith(name))
    if (!full) throw new Error(`The plan of ResNet18 has no kernel "${name}".`)
    await expect(`// ${full}\n${sources[family].get(full)!.trim()}\n`).toMatchFileSnapshot(`./snapshots/${file}`)
  })

  it('shows every kind of kernel, and nothing that is no more', () => {
    const kinds = new Set(VARIANTS.flatMap((variant) => [...sources[variant].keys()].map(kindOf)))
    expect([...new Set(shown.map(({ name }) => kindOf(name)))].sort()).toEqual([...kinds].sort())
    expect(there.sort()).toEqual(shown.map(({ file }) => file).sort())
  })
})
