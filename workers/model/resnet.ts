/** The ResNet family (He et al. 2015) as layer specs, with torchvision's names, shapes and defaults. */
import type { LayerSpec } from '../operations/facts'
import { type Block, RESNET_BLOCKS } from './blocks'
import type { ModelSpec } from './spec'

export type ResNetDepth = 18 | 34 | 50 | 101 | 152
/** `article`: Linear(w, 256)-ReLU-Dropout-Linear(256, n) as `fc.0`..`fc.3`; `linear`: Linear(w, n) as `fc`. */
export type HeadKind = 'article' | 'linear'

const COUNTS: Record<ResNetDepth, readonly [number, number, number, number]> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
}

/** torchvision's names of the family. */
export type ResNetName = `resnet${ResNetDepth}` | 'resnext50_32x4d' | 'wide_resnet50_2'

/** What a network is made of beside the usual: bottlenecks whose 3x3 is in groups of channels, and how wide a group is where the stage has 64 channels. */
interface Kind {
  readonly depth: ResNetDepth
  readonly groups?: number
  readonly groupWidth?: number
}

/** ResNet, ResNeXt (Xie et al. 2016), Wide ResNet (Zagoruyko and Komodakis 2016). */
const FAMILY: Readonly<Record<ResNetName, Kind>> = {
  resnet18: { depth: 18 },
  resnet34: { depth: 34 },
  resnet50: { depth: 50 },
  resnet101: { depth: 101 },
  resnet152: { depth: 152 },
  resnext50_32x4d: { depth: 50, groups: 32, groupWidth: 4 },
  wide_resnet50_2: { depth: 50, groupWidth: 128 },
}

export const isResNetName = (arch: string): arch is ResNetName => Object.hasOwn(FAMILY, arch)

export interface ResNetOptions {
  readonly classes: number
  readonly head?: HeadKind
  /** Dropout probability of the article's head; 0.5 there. */
  readonly dropout?: number
  /** Channels of the first block; 64 is the real network, less (with groups of channels at least 16) makes a narrow net for tests. */
  readonly width?: number
}

/**
 * Builds one of basic blocks (18, 34) or of bottlenecks (the others), stride on the 3x3 as torchvision has it.
 * @param of torchvision's name, or the depth of a plain one
 * @param options classes at least 2
 */
export function resnet(of: ResNetName | ResNetDepth, options: ResNetOptions): ModelSpec {
  const arch: ResNetName = typeof of === 'number' ? `resnet${of}` : of
  const { depth, groups = 1, groupWidth = 64 } = FAMILY[arch]
  const { classes, head = 'article', dropout = 0.5, width = 64 } = options
  const bottleneck = depth >= 50
  const expansion = bottleneck ? 4 : 1
  const layers: LayerSpec[] = []
  let block: Block = 'stem'

  const conv = (
    id: string,
    input: string,
    inChannels: number,
    outChannels: number,
    kernel: number,
    stride: number,
    grouped = 1,
  ): string => {
    const plain = { op: 'conv', id, inputs: [input], block, inChannels, outChannels, kernel, stride, padding: kernel >> 1 } as const
    layers.push(grouped === 1 ? plain : { ...plain, groups: grouped })
    return id
  }
  const bn = (id: string, input: string, channels: number): string => {
    layers.push({ op: 'bn', id, inputs: [input], block, channels, eps: 1e-5, momentum: 0.1 })
    return id
  }
  const plain = (op: 'add' | 'gap', id: string, ...inputs: string[]): string => {
    layers.push({ op, id, inputs, block })
    return id
  }
  const relu = (id: string, input: string): string => {
    layers.push({ op: 'activation', kind: 'relu', id, inputs: [input], block })
    return id
  }

  let at = relu('relu', bn('bn1', conv('conv1', 'input', 3, width, 7, 2), width))
  layers.push({ op: 'maxpool', id: 'maxpool', inputs: [at], block, kernel: 3, stride: 2, padding: 1 })
  at = 'maxpool'
  let channels = width
  COUNTS[depth].forEach((count, stage) => {
    block = `layer${stage + 1}`
    const planes = width * 2 ** stage
    const inner = Math.floor((planes * groupWidth) / 64) * groups
    const out = planes * expansion
    for (let i = 0; i < count; i++) {
      const name = `${block}.${i}`
      const stride = i === 0 && stage > 0 ? 2 : 1
      const enter = at
      const kernels = bottleneck ? [1, 3, 1] : [3, 3]
      kernels.forEach((kernel, k) => {
        const last = k === kernels.length - 1
        const to = last ? out : inner
        const from = k === 0 ? channels : inner
        const strideHere = k === (bottleneck ? 1 : 0) ? stride : 1
        at = bn(
          `${name}.bn${k + 1}`,
          conv(`${name}.conv${k + 1}`, at, from, to, kernel, strideHere, bottleneck && k === 1 ? groups : 1),
          to,
        )
        if (!last) at = relu(`${name}.relu${k + 1}`, at)
      })
      const shortcut =
        stride !== 1 || channels !== out
          ? bn(`${name}.downsample.1`, conv(`${name}.downsample.0`, enter, channels, out, 1, stride), out)
          : enter
      at = relu(`${name}.relu`, plain('add', `${name}.add`, at, shortcut))
      channels = out
    }
  })

  plain('gap', 'avgpool', at)
  block = 'fc'
  if (head === 'linear') {
    layers.push({ op: 'linear', id: 'fc', inputs: ['avgpool'], block, inFeatures: channels, outFeatures: classes })
  } else {
    layers.push({ op: 'linear', id: 'fc.0', inputs: ['avgpool'], block, inFeatures: channels, outFeatures: 256 })
    relu('fc.1', 'fc.0')
    layers.push({ op: 'dropout', id: 'fc.2', inputs: ['fc.1'], block, p: dropout })
    layers.push({ op: 'linear', id: 'fc.3', inputs: ['fc.2'], block, inFeatures: 256, outFeatures: classes })
  }
  return { arch, layers, classes, blocks: RESNET_BLOCKS, features: 'avgpool', featureWidth: channels, cam: at }
}
