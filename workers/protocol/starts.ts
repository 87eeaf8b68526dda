/**
 * What a run can start from, once: what each is good for, its size and licence, and what it reached on cats and dogs by which command. The Train place's cards,
 * `npm run train -- --help` and docs/weights.md are made from it.
 */
import type { Text } from './options'

/** A measured share of right answers, and the command that measures it. */
export interface Reached {
  /** Share 0..1. */
  readonly accuracy: number
  /** Of which pictures, by which recipe. */
  readonly how: Text
  /** Typed in the project's folder. `PICTURES` stands for a folder of Kaggle's Dogs vs. Cats. */
  readonly command: string
}

export interface Start {
  readonly label: Text
  readonly goodFor: Text
  /** Bytes that are downloaded, or come with the page; null where the person brings them. */
  readonly bytes: number | null
  readonly licence: Text
  readonly reached: readonly Reached[]
}

/** Recommended first; that is the order of the cards. */
export const STARTS = {
  imagenet: {
    label: { en: 'ImageNet ResNet18', zh: 'ImageNet 的 ResNet18' },
    goodFor: {
      en: 'Recommended for photos. One download from Hugging Face, kept for use without a network.',
      zh: '推荐用于照片。从 Hugging Face 下载一次，之后可离线使用。',
    },
    bytes: 46_800_000,
    licence: { en: 'BSD-3-Clause (torchvision’s weights)', zh: 'BSD-3-Clause（torchvision 的权重）' },
    reached: [
      {
        accuracy: 0.978,
        how: {
          en: 'of 400 validation pictures, from a compressed copy of these weights: only the head learns, three epochs at 224 px',
          zh: '400 张验证图片，使用这些权重的压缩副本：只训练分类头，三轮，224 像素',
        },
        command: 'npm run train -- PICTURES --weights imagenet --strategy feature-extraction --epochs 3 --image-size 224 --cached-views 4',
      },
      {
        accuracy: 0.9675,
        how: {
          en: 'of 800 pictures that such a run never saw: the line “test, scored once”, where FOLDER has train/ and test/ with class folders',
          zh: '这样一次训练从未见过的 800 张图片：FOLDER 中有 train/ 与 test/ 类别文件夹时，最后的测试分数',
        },
        command: 'npm run train -- FOLDER --weights imagenet --strategy feature-extraction --epochs 3 --image-size 224 --cached-views 4',
      },
    ],
  },
  starter: {
    label: { en: 'Bundled starter', zh: '内置起始权重' },
    goodFor: {
      en: 'No network needed, fast at small sizes: good for a first look. A ResNet18 from 202 classes of small pictures.',
      zh: '无需网络，小尺寸下很快：适合先看一看。由 202 个类别的小图片训练的 ResNet18。',
    },
    bytes: 22_600_000,
    licence: { en: 'MIT; pretrained on Tiny ImageNet (research use)', zh: 'MIT；在 Tiny ImageNet 上预训练（仅供研究）' },
    reached: [
      {
        accuracy: 0.86,
        how: {
          en: 'of 400 validation pictures: only the head learns, three epochs at 96 px',
          zh: '400 张验证图片：只训练分类头，三轮，96 像素',
        },
        command: 'npm run train -- PICTURES --strategy feature-extraction --epochs 3 --image-size 96 --cached-views 4',
      },
      {
        accuracy: 0.913,
        how: {
          en: 'of 400 validation pictures: the whole network learns, six epochs at 96 px, mean of three seeds',
          zh: '400 张验证图片：训练整个网络，六轮，96 像素，三个种子的平均',
        },
        command: 'npx tsx tools/verify/accuracy.ts --recipes best --pictures PICTURES',
      },
    ],
  },
  own: {
    label: { en: 'Your own', zh: '您自己的权重' },
    goodFor: {
      en: 'A model that was trained here, to add pictures or a class and go on; or a ResNet, MobileNet, EfficientNet or Vision Transformer with torchvision’s or timm’s names: a deeper or smaller network, or one of your field.',
      zh: '在此训练的模型，可添加图片或类别后继续；或采用 torchvision 或 timm 命名的 ResNet、MobileNet、EfficientNet 或 Vision Transformer：更深或更小的网络，或您所在领域的网络。',
    },
    bytes: null,
    licence: { en: 'as its file says', zh: '以其文件所述为准' },
    reached: [],
  },
} as const satisfies Record<string, Start>

export type StartName = keyof typeof STARTS
export const START_NAMES = Object.keys(STARTS) as readonly StartName[]
