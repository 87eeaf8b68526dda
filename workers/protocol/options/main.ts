/** The options that are always in sight, and those of the network. */
import { type Attention, NETWORK_NAMES, NETWORKS, type NetworkName, RESNETS } from '../networks'
import { choice, integer, number, type Option, type Text, t } from './option'

/** All but the first have no weights that come with the page. */
const NETWORK_VALUES = Object.fromEntries(
  NETWORK_NAMES.map((name, i) => {
    const { label } = NETWORKS[name]
    return [name, i === 0 ? t(label, label) : t(`${label} (take its weights)`, `${label}（需选用它的权重）`)]
  }),
) as Readonly<Record<NetworkName, Text>>

export const MAIN = {
  strategy: choice<'feature-extraction' | 'full' | 'gradual'>({
    section: 'main',
    flag: 'strategy',
    default: 'feature-extraction',
    values: {
      'feature-extraction': t('Only the head learns', '只训练分类头'),
      full: t('The whole network learns', '训练整个网络'),
      gradual: t('From the head downwards, step by step', '从分类头开始逐层解冻'),
    },
    label: t('What learns', '训练范围'),
    help: t(
      'The head alone is quick and hard to spoil (feature extraction); the whole network reaches higher with enough pictures (full fine-tuning); step by step is between (gradual unfreezing).',
      '只训练分类头最快也最稳（特征提取）；图片足够多时训练整个网络效果更好（全量微调）；逐层解冻介于两者之间。',
    ),
  }),
  epochs: integer({
    section: 'main',
    flag: 'epochs',
    default: 10,
    min: 1,
    max: 1000,
    label: t('Epochs', '训练轮数'),
    help: t('How often the network sees every training picture.', '网络把全部训练图片看几遍（epoch）。'),
  }),
  learningRate: number({
    section: 'main',
    flag: 'lr',
    default: 1e-3,
    min: 1e-7,
    max: 10,
    label: t('Learning rate', '学习率'),
    help: t(
      'How far each step moves the network: too high forgets and jumps, too low crawls.',
      '每一步调整的幅度：太大会震荡，太小学得慢。',
    ),
  }),
  batchSize: integer({
    section: 'main',
    flag: 'batch-size',
    default: 32,
    min: 2,
    max: 512,
    label: t('Batch size', '批大小'),
    help: t('Pictures in one step; more is steadier and takes more memory.', '每一步使用的图片数；越大越稳定，也越占内存。'),
  }),
  imageSize: integer({
    section: 'main',
    flag: 'image-size',
    default: 96,
    min: 32,
    max: 512,
    step: 16,
    unit: t('px', '像素'),
    label: t('Picture size', '图片尺寸'),
    help: t(
      'Side of the square that the network sees. Each set of weights has a size it is best at; twice the size costs four times the time.',
      '网络看到的正方形边长。每套权重都有最合适的尺寸；边长翻倍，耗时变为四倍。',
    ),
  }),
} as const satisfies Record<string, Option>

export const MODEL = {
  depth: choice<NetworkName>({
    section: 'model',
    default: '18',
    values: NETWORK_VALUES,
    label: t('Network', '网络'),
    help: t(
      'The pretrained network that is fine-tuned: ResNets, MobileNets (few weights, quick), EfficientNets, or Vision Transformers (DeiT, ViT), whose pictures are of whole patches of 16 px. The bundled weights are a ResNet18.',
      '要微调的预训练网络：ResNet、MobileNet（权重少、速度快）、EfficientNet 或 Vision Transformer（DeiT、ViT，图片边长须为 16 像素的倍数）。内置权重是 ResNet18。',
    ),
  }),
  attention: choice<Attention>({
    section: 'model',
    onlyWith: [{ option: 'depth', is: RESNETS }],
    before: 'none',
    default: 'none',
    values: {
      none: t('No attention', '无注意力'),
      se: t('SE attention', 'SE 注意力'),
      cbam: t('CBAM attention', 'CBAM 注意力'),
    },
    label: t('Attention', '注意力'),
    help: t(
      'Small layers in each block of a ResNet that weigh its channels (SE, squeeze-and-excitation), or channels and places (CBAM). Put into a plain network they change no answer at first, so its pretrained weights serve, and they learn where their block learns; where only the head learns, none are put in. Weights that have attention keep theirs.',
      '在 ResNet 的每个模块中加入小层，为各通道加权（SE，squeeze-and-excitation），或为通道与位置加权（CBAM）。加入普通网络时，一开始不改变任何结果，因此预训练权重仍然适用；它们随所在模块一起学习，只训练分类头时不加入。权重自带的注意力保持不变。',
    ),
  }),
  head: choice<'article' | 'linear'>({
    section: 'model',
    flag: 'head',
    default: 'article',
    values: {
      article: t('Two layers with dropout', '两层加 Dropout'),
      linear: t('One linear layer', '单个线性层'),
    },
    label: t('Head', '分类头'),
    help: t('The new layers on top that learn your classes.', '顶部新加的、学习您的类别的层。'),
  }),
  dropout: number({
    section: 'model',
    onlyWith: [{ option: 'head', is: ['article'] }],
    default: 0.5,
    min: 0,
    max: 0.9,
    step: 0.05,
    label: t('Dropout', 'Dropout 比例'),
    help: t(
      'Share of the head’s inner values switched off at random while training; only with the two-layer head.',
      '训练时随机关闭的分类头内部数值比例；仅用于两层分类头。',
    ),
  }),
} as const satisfies Record<string, Option>
