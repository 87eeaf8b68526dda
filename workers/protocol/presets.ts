/** Ready-made configurations, each to open and change: what they set differs from the defaults, and why is said in a line. */
import { DEFAULT_CONFIG, OPTION_NAMES, OPTIONS, type OptionName, type RunConfig, type Text } from './options'

export interface Preset {
  readonly label: Text
  readonly help: Text
  readonly changes: Partial<RunConfig>
}

export const PRESETS = {
  quick: {
    label: { en: 'Quick look', zh: '快速看看' },
    help: {
      en: 'Under a minute on a laptop: 400 pictures at most, only the head learns.',
      zh: '笔记本上一分钟以内:最多 400 张图片,只训练分类头。',
    },
    changes: { limit: 400, epochs: 5, cachedViews: 1, strategy: 'feature-extraction' },
  },
  article: {
    label: { en: 'Head only', zh: '只训练分类头' },
    help: {
      en: 'Ten epochs for a new two-layer head, Adam with StepLR, early stopping: as PyTorch tutorials do it.',
      zh: '十轮，只训练新的两层分类头，Adam 配 StepLR，早停：PyTorch 教程中的常见做法。',
    },
    changes: { cachedViews: 0 },
  },
  best: {
    label: { en: 'Whole network', zh: '训练整个网络' },
    help: {
      en: 'The whole network learns for six epochs with AdamW and one cycle of the learning rate; takes longest.',
      zh: '整个网络训练六轮,AdamW 配单周期学习率;耗时最长。',
    },
    changes: {
      strategy: 'full',
      epochs: 6,
      optimizer: 'adamw',
      learningRate: 1e-3,
      weightDecay: 1e-2,
      schedule: 'one-cycle',
      patience: 0,
      stopMetric: 'val-accuracy',
    },
  },
} as const satisfies Record<string, Preset>

export type PresetName = keyof typeof PRESETS
/** Whether there is a preset of this name: one of the table's own, not what every object inherits (`constructor`). */
export const isPresetName = (name: string): name is PresetName => Object.hasOwn(PRESETS, name)

/** What augmentation presets set, each of these options. */
const AUGMENTATION_OPTIONS = ['cropScaleMin', 'cropRatio', 'flip', 'rotation', 'jitter', 'erasing', 'policy', 'mixup', 'cutmix'] as const
type Augmentation = Pick<RunConfig, (typeof AUGMENTATION_OPTIONS)[number]>

/** Policies and mixing are no preset's. */
const UNMIXED = { policy: 'none', mixup: 0, cutmix: 0 } as const

/** How much training pictures are varied, from not at all to a lot. */
export const AUGMENTATIONS = {
  none: {
    label: { en: 'None', zh: '无' },
    help: {
      en: 'The same centred square of each picture every time. To see what augmentation is good for, or where every detail counts.',
      zh: '每次都是每张图片居中的同一个正方形。用于了解增强的作用，或每个细节都重要时。',
    },
    changes: { cropScaleMin: 1, cropRatio: 1, flip: 0, rotation: 0, jitter: 0, erasing: 0, ...UNMIXED },
  },
  article: {
    label: { en: 'Crops and flips', zh: '裁剪与翻转' },
    help: {
      en: 'A random crop of 8 to 100% of the picture, mirrored half of the time (RandomResizedCrop and RandomHorizontalFlip, as torchvision has them).',
      zh: '随机裁剪图片的 8% 到 100%，一半概率左右翻转（torchvision 的 RandomResizedCrop 与 RandomHorizontalFlip）。',
    },
    changes: { cropScaleMin: 0.08, cropRatio: 1.3333, flip: 0.5, rotation: 0, jitter: 0, erasing: 0, ...UNMIXED },
  },
  strong: {
    label: { en: 'Strong', zh: '强' },
    help: {
      en: 'Turned by up to 15 degrees, colours changed and patches blanked out as well. Against learning by heart: for few pictures and many epochs.',
      zh: '另外旋转最多 15 度、改变颜色并遮盖小块。防止死记硬背：适合图片少、轮数多。',
    },
    changes: { cropScaleMin: 0.08, cropRatio: 1.3333, flip: 0.5, rotation: 15, jitter: 0.4, erasing: 0.25, ...UNMIXED },
  },
} as const satisfies Record<string, Preset & { readonly changes: Augmentation }>

export type AugmentationName = keyof typeof AUGMENTATIONS

/** The augmentation preset that a configuration has; null where it has one of its own. */
export function augmentationOf(config: Augmentation): AugmentationName | null {
  const names = Object.keys(AUGMENTATIONS) as AugmentationName[]
  return names.find((name) => AUGMENTATION_OPTIONS.every((option) => AUGMENTATIONS[name].changes[option] === config[option])) ?? null
}

/** What a preset leaves as the person has it, unless it sets it: what is of the device and not of the recipe, and these. */
export const STAYING: readonly OptionName[] = [...OPTION_NAMES.filter((name) => OPTIONS[name].section === 'device'), 'imageSize', 'seed']

/** The configuration of a preset. */
export function presetConfig(name: PresetName, current: RunConfig = DEFAULT_CONFIG): RunConfig {
  const stays = Object.fromEntries(STAYING.map((option) => [option, current[option]]))
  return { ...DEFAULT_CONFIG, ...stays, ...PRESETS[name].changes }
}
