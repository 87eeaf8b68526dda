import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFIG, NETWORK_NAMES, NETWORKS, type NetworkName, type RunConfig } from '../../protocol'
import { memoryOf } from './estimate'
import { networkFacts } from './network'

const ENDLESS = { all: null, one: null, threads: null }
const config = (changes: Partial<RunConfig>): RunConfig => ({
  ...DEFAULT_CONFIG,
  imageSize: 224,
  strategy: 'full',
  head: 'linear',
  ...changes,
})

/** Of these torchvision's classifier has a layer before the last one, which a head of ours does not: how many numbers more that makes with 1000 classes. */
const HIDDEN: Partial<Record<NetworkName, number>> = {
  mobilenet_v3_small: 576 * 1024 + 1024 + (1024 - 576) * 1000,
  mobilenet_v3_large: 960 * 1280 + 1280 + (1280 - 960) * 1000,
}

describe('what is told of a network', () => {
  it.each(NETWORK_NAMES)('%s: all that it costs and holds lies in its blocks', (depth) => {
    const { blocks, macs, parameters } = networkFacts(config({ depth }), 1000, ENDLESS)
    expect(parameters).toBe(NETWORKS[depth].parameters - (HIDDEN[depth] ?? 0))
    expect(blocks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(macs).toBeGreaterThan(5e7)
  })

  it('ResNet18 by torchvision’s figures, and the size of what each block gives', () => {
    const { blocks, macs } = networkFacts(config({}), 1000, ENDLESS)
    // torchvision's table has 1.81 GFLOPS (multiply-adds).
    expect(macs / 1e9).toBeCloseTo(1.81, 2)
    expect(blocks.map(({ block, shape }) => `${block} ${shape.join('x')}`)).toEqual([
      ...['stem 56x56x64', 'layer1 56x56x64', 'layer2 28x28x128', 'layer3 14x14x256', 'layer4 7x7x512', 'fc 1x1x1000'],
    ])
    expect(blocks[0]).toMatchObject({ parameters: 9_408 + 128 })
  })

  it('of a Vision Transformer the tokens that each block gives, the last too, whose class token the head reads', () => {
    const { blocks } = networkFacts(config({ depth: 'deit_tiny_patch16_224' }), 1000, ENDLESS)
    expect(blocks.map(({ block, shape }) => `${block} ${shape.join('x')}`)).toEqual([
      ...['stem', 'blocks1', 'blocks2', 'blocks3', 'blocks4'].map((block) => `${block} 1x197x192`),
      'head 1x1x1000',
    ])
  })

  it('costs follow the picture, parameters do not', () => {
    const [small, large] = [128, 256].map((imageSize) => networkFacts(config({ imageSize }), 2, ENDLESS))
    expect(large!.macs / small!.macs).toBeCloseTo(4, 1)
    expect(large!.parameters).toBe(small!.parameters)
    expect(large!.bytes).toBeGreaterThan(small!.bytes)
  })
})

describe('whether the device can hold it', () => {
  const deep = config({ depth: '152', batchSize: 64 })
  const holds = (all: number | null, one: number | null = null) => networkFacts(deep, 2, { all, one, threads: null }).holds

  it('a larger batch than fits is told with one that does', () => {
    expect(holds(memoryOf(deep, 2, null))).toEqual({ fits: true })
    expect(holds(memoryOf(deep, 2, null) - 1)).toEqual({ fits: false, batch: 32, size: null })
    expect(holds(memoryOf({ ...deep, batchSize: 8 }, 2, null))).toMatchObject({ batch: 8 })
  })

  it('a batch that no run can have is none that fits', () => {
    const [least, one] = [2, 1].map((batchSize) => memoryOf({ ...deep, batchSize }, 2, null))
    expect(one).toBeLessThan(least!)
    expect(holds(least!)).toMatchObject({ batch: 2 })
    expect(holds(least! - 1)).toMatchObject({ batch: null, size: expect.any(Number) })
  })

  it('where not one picture fits a smaller size is told, or that nothing does', () => {
    const one = { ...deep, batchSize: 64, imageSize: 96 }
    expect(memoryOf({ ...deep, batchSize: 1 }, 2, null)).toBeLessThan(memoryOf(one, 2, null))
    const tiny = { ...deep, batchSize: 1 }
    expect(networkFacts(tiny, 2, { all: memoryOf({ ...tiny, imageSize: 160 }, 2, null), one: null, threads: null }).holds).toEqual({
      fits: false,
      batch: null,
      size: 160,
    })
    expect(holds(1e6)).toEqual({ fits: false, batch: null, size: null })
  })

  it('no array of it may be larger than the device gives for one', () => {
    // The stem's output, 112 x 112 x 64 of 64 pictures, and ResNet152's first bottlenecks, 56 x 56 x 256, are 205 MB.
    expect(holds(null, 4 * 64 * 112 * 112 * 64)).toEqual({ fits: true })
    expect(holds(null, 4 * 64 * 112 * 112 * 64 - 1)).toEqual({ fits: false, batch: 32, size: null })
  })

  it('attention’s scores of all tokens by all tokens count, where a batch is computed at once', () => {
    const vit = config({ depth: 'vit_small_patch16_224', imageSize: 512, batchSize: 32 })
    // 1,025 tokens, 6 heads: 807 MB, four times the largest output; backwards there are two of them.
    const scores = 4 * 32 * 6 * 1025 ** 2
    const fits = (one: number) => networkFacts(vit, 2, { all: null, one, threads: null }).holds
    expect(fits(scores)).toEqual({ fits: true })
    expect(fits(scores - 1)).toEqual({ fits: false, batch: 16, size: null })
    const [card, processor] = [null, 2].map((threads) => memoryOf(vit, 2, threads))
    expect(card! - processor!).toBe(2 * scores - 2 * 2 * 4 * 1025 ** 2)
    // What does not learn is not gone back through.
    const head = { ...vit, strategy: 'feature-extraction' } as const
    expect(memoryOf(head, 2, null) - memoryOf(head, 2, 2)).toBe(scores - 2 * 4 * 1025 ** 2)
  })
})
