/**
 * EfficientNet B0 to B3 (Tan and Le 2019) as layer specs, with torchvision's names, shapes and defaults; and those that timm calls `tf_`, which TensorFlow's weights are
 * of: they differ in the padding of convolutions with a stride and in BatchNorm's epsilon (`tf_efficientnet_b0` of `timm/models/efficientnet.py`, 1.0.29).
 */
import { STAGES } from './blocks'
import { type HeadKind, inEights } from './building'
import type { ModelSpec } from './spec'
import { StagedLayers } from './staged'

/** What each multiplies channels and layers of a stage by, and the dropout of torchvision's head. */
const SCALES = {
  efficientnet_b0: { width: 1, depth: 1, dropout: 0.2 },
  efficientnet_b1: { width: 1, depth: 1.1, dropout: 0.2 },
  efficientnet_b2: { width: 1.1, depth: 1.2, dropout: 0.3 },
  efficientnet_b3: { width: 1.2, depth: 1.4, dropout: 0.3 },
} as const

type Plain = keyof typeof SCALES
export type EfficientNetName = Plain | `tf_${Plain}`
export const isEfficientNetName = (arch: string): arch is EfficientNetName => Object.hasOwn(SCALES, plainOf(arch))

const TENSORFLOWS = 'tf_'
/** Whether a network is one of TensorFlow's, which pads otherwise than torchvision's of the same shapes. */
export const isTensorFlows = (arch: string): boolean => arch.startsWith(TENSORFLOWS)
/** torchvision's network of the same names and shapes. */
export const plainOf = (arch: string): string => (isTensorFlows(arch) ? arch.slice(TENSORFLOWS.length) : arch)

/** timm's BN_EPS_TF_DEFAULT; the momentum is left at PyTorch's there. */
const TENSORFLOWS_NORM = { eps: 1e-3, momentum: 0.1 } as const

export interface EfficientNetOptions {
  readonly classes: number
  /** `own`: torchvision's linear layer behind dropout. The article's where it is left out. */
  readonly head?: HeadKind | 'own'
  /** Dropout probability of the article's head, 0.5 there, and of torchvision's, 0.2 or 0.3. */
  readonly dropout?: number
  /** What channels and layers of a stage are multiplied by besides; less than 1 makes a narrow net for tests. */
  readonly width?: number
  readonly depth?: number
}

/** Of B0: expansion, window, stride of the first layer, channels, layers. Where it has a stride a stage begins. */
const ROWS = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const

/** The probability that the last block of the network is let past a picture; others' grow towards it with their depth. */
const STOCHASTIC_DEPTH = 0.2

/** @param options classes at least 2 */
export function efficientnet(arch: EfficientNetName, options: EfficientNetOptions): ModelSpec {
  const scale = SCALES[plainOf(arch) as Plain]
  const { classes, head, dropout } = options
  const channelsOf = (channels: number) => inEights(channels * scale.width * (options.width ?? 1))
  const counts = ROWS.map((row) => Math.ceil(row[4] * scale.depth * (options.depth ?? 1)))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const layers = isTensorFlows(arch) ? new StagedLayers(TENSORFLOWS_NORM, true) : new StagedLayers()
  let channels = channelsOf(32)
  let at = layers.unit('features.0', 'input', { inChannels: 3, outChannels: channels, kernel: 3, stride: 2 }, 'silu')
  let [index, dropped] = [0, 0]
  ROWS.forEach(([expansion, kernel, first, wide], row) => {
    if (first > 1) layers.stage()
    const outChannels = channelsOf(wide)
    for (let i = 0; i < counts[row]!; i++, index++) {
      const stride = i === 0 ? first : 1
      const id = `features.${row + 1}.${i}`
      const enter = at
      const expanded = inEights(channels * expansion)
      let part = 0
      const next = () => `${id}.block.${part++}`
      if (expanded !== channels) at = layers.unit(next(), at, { inChannels: channels, outChannels: expanded }, 'silu')
      at = layers.unit(next(), at, { inChannels: expanded, outChannels: expanded, kernel, stride, groups: expanded }, 'silu')
      const squeezed = Math.floor(channels / 4)
      at = layers.squeezeExcite(next(), at, { channels: expanded, squeezed, gate: 'sigmoid', bend: 'silu' })
      at = layers.unit(next(), at, { inChannels: expanded, outChannels }, null)
      if (stride === 1 && channels === outChannels) {
        const p = (STOCHASTIC_DEPTH * index) / total
        if (p > 0) at = layers.dropout(`${id}.stochastic_depth`, at, p, ++dropped)
        at = layers.plain('add', `${id}.add`, at, enter)
      }
      channels = outChannels
    }
  })
  const last = 4 * channels
  const cam = layers.unit(`features.${ROWS.length + 1}`, at, { inChannels: channels, outChannels: last }, 'silu')
  const pooled = layers.plain('gap', 'avgpool', cam)
  layers.block = 'classifier'
  if (head === 'own') layers.linear('classifier.1', layers.dropout('classifier.0', pooled, dropout ?? scale.dropout), last, classes)
  else layers.head({ kind: head, input: pooled, width: last, classes, dropout })
  return { arch, layers: layers.list, classes, blocks: STAGES, features: pooled, featureWidth: last, cam }
}
