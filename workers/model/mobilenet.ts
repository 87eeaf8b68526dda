/** MobileNetV2 (Sandler et al. 2018) and MobileNetV3 (Howard et al. 2019) as layer specs, with torchvision's names, shapes and defaults. */
import type { ActivationKind } from './activations'
import type { Block } from './blocks'
import { type ConvOptions, inEights, Layers } from './building'
import type { ModelSpec } from './spec'

const NAMES = ['mobilenet_v2', 'mobilenet_v3_small', 'mobilenet_v3_large'] as const
export type MobileNetName = (typeof NAMES)[number]
export const isMobileNetName = (arch: string): arch is MobileNetName => NAMES.some((name) => name === arch)

export interface MobileNetOptions {
  readonly classes: number
  /** Of the head; torchvision's is 0.2. */
  readonly dropout?: number
  /** What all channels are multiplied by, torchvision's `width_mult`; less than 1 makes a narrow net for tests. */
  readonly width?: number
}

/** Blocks of one kind, of which the first has the stride: expansion, channels, how many, stride. */
const V2 = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const

/** Each block's window, expanded channels, channels, squeeze-and-excitation, hard-swish (else ReLU), stride. */
type Row = readonly [kernel: number, expanded: number, out: number, squeezes: boolean, hardSwish: boolean, stride: number]
const V3: Readonly<Record<'small' | 'large', { readonly rows: readonly Row[]; readonly hidden: number }>> = {
  small: {
    rows: [
      [3, 16, 16, true, false, 2],
      [3, 72, 24, false, false, 2],
      [3, 88, 24, false, false, 1],
      [5, 96, 40, true, true, 2],
      [5, 240, 40, true, true, 1],
      [5, 240, 40, true, true, 1],
      [5, 120, 48, true, true, 1],
      [5, 144, 48, true, true, 1],
      [5, 288, 96, true, true, 2],
      [5, 576, 96, true, true, 1],
      [5, 576, 96, true, true, 1],
    ],
    hidden: 1024,
  },
  large: {
    rows: [
      [3, 16, 16, false, false, 1],
      [3, 64, 24, false, false, 2],
      [3, 72, 24, false, false, 1],
      [5, 72, 40, true, false, 2],
      [5, 120, 40, true, false, 1],
      [5, 120, 40, true, false, 1],
      [3, 240, 80, false, true, 2],
      [3, 200, 80, false, true, 1],
      [3, 184, 80, false, true, 1],
      [3, 184, 80, false, true, 1],
      [3, 480, 112, true, true, 1],
      [3, 672, 112, true, true, 1],
      [5, 672, 160, true, true, 2],
      [5, 960, 160, true, true, 1],
      [5, 960, 160, true, true, 1],
    ],
    hidden: 1280,
  },
}

/** MobileNetV3's. */
const V3_NORM = { eps: 1e-3, momentum: 0.01 } as const

/**
 * Builds one. Its blocks are the stem, `stage1` and so on, which begin where the map gets smaller, and `classifier`.
 * @param options classes at least 2
 */
export function mobilenet(arch: MobileNetName, options: MobileNetOptions): ModelSpec {
  return arch === 'mobilenet_v2' ? v2(options) : v3(arch, options)
}

class MobileLayers extends Layers {
  readonly blocks: Block[] = ['stem']

  constructor(private readonly normal?: { readonly eps: number; readonly momentum: number }) {
    super('stem')
  }

  /** The next stage begins. */
  stage(): void {
    this.begin(`stage${this.blocks.length}`)
  }

  begin(block: Block): void {
    this.block = block
    this.blocks.push(block)
  }

  /** Convolution, BatchNorm and activation, as torchvision's Conv2dNormActivation numbers them. */
  unit(id: string, input: string, options: ConvOptions, kind: ActivationKind | null, names = [`${id}.0`, `${id}.1`, `${id}.2`]): string {
    const [conv, norm, activation] = names as [string, string, string]
    const made = this.norm(norm, this.conv(conv, input, options), options.outChannels, this.normal)
    return kind ? this.activation(kind, activation, made) : made
  }
}

function v2({ classes, dropout = 0.2, width = 1 }: MobileNetOptions): ModelSpec {
  const layers = new MobileLayers()
  let channels = inEights(32 * width)
  let at = layers.unit('features.0', 'input', { inChannels: 3, outChannels: channels, kernel: 3, stride: 2 }, 'relu6')
  let index = 1
  for (const [expansion, wide, count, first] of V2) {
    const outChannels = inEights(wide * width)
    for (let i = 0; i < count; i++, index++) {
      const stride = i === 0 ? first : 1
      if (stride > 1) layers.stage()
      const id = `features.${index}`
      const enter = at
      const hidden = channels * expansion
      let part = 0
      if (expansion > 1) at = layers.unit(`${id}.conv.${part++}`, at, { inChannels: channels, outChannels: hidden }, 'relu6')
      const deep = { inChannels: hidden, outChannels: hidden, kernel: 3, stride, groups: hidden }
      at = layers.unit(`${id}.conv.${part++}`, at, deep, 'relu6')
      const names = [`${id}.conv.${part}`, `${id}.conv.${part + 1}`]
      at = layers.unit(id, at, { inChannels: hidden, outChannels }, null, names)
      if (stride === 1 && channels === outChannels) at = layers.plain('add', `${id}.add`, at, enter)
      channels = outChannels
    }
  }
  const last = inEights(1280 * Math.max(1, width))
  const cam = layers.unit(`features.${index}`, at, { inChannels: channels, outChannels: last }, 'relu6')
  const pooled = layers.plain('gap', 'avgpool', cam)
  layers.begin('classifier')
  layers.linear('classifier.1', layers.dropout('classifier.0', pooled, dropout), last, classes)
  return { arch: 'mobilenet_v2', layers: layers.list, classes, blocks: layers.blocks, features: pooled, featureWidth: last, cam }
}

function v3(arch: Exclude<MobileNetName, 'mobilenet_v2'>, { classes, dropout = 0.2, width = 1 }: MobileNetOptions): ModelSpec {
  const { rows, hidden } = V3[arch === 'mobilenet_v3_small' ? 'small' : 'large']
  const layers = new MobileLayers(V3_NORM)
  let channels = inEights(16 * width)
  let at = layers.unit('features.0', 'input', { inChannels: 3, outChannels: channels, kernel: 3, stride: 2 }, 'hardswish')
  rows.forEach(([kernel, wide, out, squeezes, hardSwish, stride], i) => {
    if (stride > 1) layers.stage()
    const [expanded, outChannels] = [inEights(wide * width), inEights(out * width)]
    const kind = hardSwish ? 'hardswish' : 'relu'
    const id = `features.${i + 1}`
    const enter = at
    let part = 0
    const next = () => `${id}.block.${part++}`
    if (expanded !== channels) at = layers.unit(next(), at, { inChannels: channels, outChannels: expanded }, kind)
    at = layers.unit(next(), at, { inChannels: expanded, outChannels: expanded, kernel, stride, groups: expanded }, kind)
    const squeezed = inEights(Math.floor(expanded / 4))
    if (squeezes) at = layers.squeezeExcite(next(), at, { channels: expanded, squeezed, gate: 'hardsigmoid' })
    at = layers.unit(next(), at, { inChannels: expanded, outChannels }, null)
    if (stride === 1 && channels === outChannels) at = layers.plain('add', `${id}.add`, at, enter)
    channels = outChannels
  })
  const last = 6 * channels
  const cam = layers.unit(`features.${rows.length + 1}`, at, { inChannels: channels, outChannels: last }, 'hardswish')
  const pooled = layers.plain('gap', 'avgpool', cam)
  layers.begin('classifier')
  const inner = inEights(hidden * width)
  const bent = layers.activation('hardswish', 'classifier.1', layers.linear('classifier.0', pooled, last, inner))
  layers.linear('classifier.3', layers.dropout('classifier.2', bent, dropout), inner, classes)
  return { arch, layers: layers.list, classes, blocks: layers.blocks, features: pooled, featureWidth: last, cam }
}
