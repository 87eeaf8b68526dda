/** The ResNet family (He et al. 2015) as layer specs, with torchvision's names, shapes and defaults. */
import { RESNET_BLOCKS } from './blocks'
import { type HeadKind, inEights, Layers } from './building'
import type { ModelSpec } from './spec'

export type ResNetDepth = 18 | 34 | 50 | 101 | 152
const COUNTS: Record<ResNetDepth, readonly [number, number, number, number]> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
}

/** torchvision's names of the family. */
type PlainName = `resnet${ResNetDepth}` | 'resnext50_32x4d' | 'wide_resnet50_2'
/** What weighs a block's output before the shortcut is added: squeeze-and-excitation (Hu et al. 2018), or CBAM (Woo et al. 2018). */
export const ATTENTIONS = ['none', 'se', 'cbam'] as const
export type Attention = (typeof ATTENTIONS)[number]
/** With attention by its name in front: `se_resnet18`. */
export type ResNetName = PlainName | `${Exclude<Attention, 'none'>}_${PlainName}`

/** What a network is made of beside the usual: bottlenecks whose 3x3 is in groups of channels, and how wide a group is where the stage has 64 channels. */
interface Kind {
  readonly depth: ResNetDepth
  readonly groups?: number
  readonly groupWidth?: number
}

/** ResNet, ResNeXt (Xie et al. 2016), Wide ResNet (Zagoruyko and Komodakis 2016). */
const FAMILY: Readonly<Record<PlainName, Kind>> = {
  resnet18: { depth: 18 },
  resnet34: { depth: 34 },
  resnet50: { depth: 50 },
  resnet101: { depth: 101 },
  resnet152: { depth: 152 },
  resnext50_32x4d: { depth: 50, groups: 32, groupWidth: 4 },
  wide_resnet50_2: { depth: 50, groupWidth: 128 },
}

/** What a name says; null where it is none of the family. */
export function resNetOf(arch: string): { readonly plain: PlainName; readonly attention: Attention } | null {
  const attention = ATTENTIONS.find((name) => arch.startsWith(`${name}_`)) ?? 'none'
  const plain = attention === 'none' ? arch : arch.slice(attention.length + 1)
  return Object.hasOwn(FAMILY, plain) ? { plain: plain as PlainName, attention } : null
}

export const isResNetName = (arch: string): arch is ResNetName => resNetOf(arch) !== null

export interface ResNetOptions {
  readonly classes: number
  readonly head?: HeadKind
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number
  /** Channels of the first block; 64 is the real network, less (with groups of channels at least 16) makes a narrow net for tests. */
  readonly width?: number
}

/** Of how many channels attention makes one; CBAM at least four. */
const SQUEEZE = 16

/**
 * Builds one of basic blocks (18, 34) or of bottlenecks (the others), stride on the 3x3 as torchvision has it. Attention stands behind each block's last
 * BatchNorm, by timm's names and sizes (`layer1.0.se.fc1`).
 * @param of its name, or the depth of a plain one
 * @param options classes at least 2
 * @throws Error where there is none of that name
 */
export function resnet(of: ResNetName | ResNetDepth, options: ResNetOptions): ModelSpec {
  const arch: ResNetName = typeof of === 'number' ? `resnet${of}` : of
  const named = resNetOf(arch)
  if (!named) throw new Error(`there is no ResNet ${arch}`)
  const { attention } = named
  const { depth, groups = 1, groupWidth = 64 } = FAMILY[named.plain]
  const { classes, head, dropout, width = 64 } = options
  const bottleneck = depth >= 50
  const expansion = bottleneck ? 4 : 1
  const layers = new Layers('stem')
  const stem = layers.norm('bn1', layers.conv('conv1', 'input', { inChannels: 3, outChannels: width, kernel: 7, stride: 2 }), width)
  let at = layers.maxPool('maxpool', layers.activation('relu', 'relu', stem), { kernel: 3, stride: 2, padding: 1 })
  let channels = width
  COUNTS[depth].forEach((count, stage) => {
    layers.block = `layer${stage + 1}`
    const planes = width * 2 ** stage
    const inner = Math.floor((planes * groupWidth) / 64) * groups
    const out = planes * expansion
    for (let i = 0; i < count; i++) {
      const name = `${layers.block}.${i}`
      const stride = i === 0 && stage > 0 ? 2 : 1
      const enter = at
      const kernels = bottleneck ? [1, 3, 1] : [3, 3]
      kernels.forEach((kernel, k) => {
        const last = k === kernels.length - 1
        const to = last ? out : inner
        const shape = { inChannels: k === 0 ? channels : inner, outChannels: to, kernel }
        const strideHere = k === (bottleneck ? 1 : 0) ? stride : 1
        const groupsHere = bottleneck && k === 1 ? groups : 1
        const conv = layers.conv(`${name}.conv${k + 1}`, at, { ...shape, stride: strideHere, groups: groupsHere })
        at = layers.norm(`${name}.bn${k + 1}`, conv, to)
        if (!last) at = layers.activation('relu', `${name}.relu${k + 1}`, at)
      })
      if (attention === 'se') {
        const squeezed = inEights(out / SQUEEZE, { mayShrink: true })
        at = layers.squeezeExcite(`${name}.se`, at, { channels: out, squeezed, gate: 'sigmoid' })
      }
      if (attention === 'cbam') at = layers.cbam(`${name}.se`, at, { channels: out, squeezed: Math.max(4, out / SQUEEZE) })
      let shortcut = enter
      if (stride !== 1 || channels !== out) {
        const conv = layers.conv(`${name}.downsample.0`, enter, { inChannels: channels, outChannels: out, stride })
        shortcut = layers.norm(`${name}.downsample.1`, conv, out)
      }
      at = layers.activation('relu', `${name}.relu`, layers.plain('add', `${name}.add`, at, shortcut))
      channels = out
    }
  })

  const pooled = layers.plain('gap', 'avgpool', at)
  layers.block = 'fc'
  layers.head({ kind: head, input: pooled, width: channels, classes, dropout })
  return { arch, layers: layers.list, classes, blocks: RESNET_BLOCKS, features: 'avgpool', featureWidth: channels, cam: at }
}
