/**
 * Every option of a run, once: its default, limits, label and help stand together here; the form, the command line, the
 * documentation and the check of what crosses postMessage are all made from this table. Long because it is one table.
 */
import * as v from 'valibot'

/** A text in every language of the page. */
export interface Text {
  readonly en: string
  readonly zh: string
}

interface CommonOption {
  readonly label: Text
  /** One line for a beginner, with the expert's term where it differs from the label. */
  readonly help: Text
  /** `main`: always in sight; the rest are folded under "All settings" by section. */
  readonly section: 'main' | 'model' | 'optimizer' | 'schedule' | 'stopping' | 'augmentation' | 'data' | 'device'
  /** Spelt so on the command line, where it has a flag of its own; any option can be set with `--set name=value`. */
  readonly flag?: string
}
export interface NumberOption<D extends number = number> extends CommonOption {
  readonly kind: 'integer' | 'number'
  readonly default: D
  readonly min: number
  readonly max: number
  /** The form's step; logarithmic options are typed, not slid. */
  readonly step?: number
  readonly unit?: Text
}
export interface ChoiceOption<T extends string = string> extends CommonOption {
  readonly kind: 'choice'
  readonly default: T
  readonly values: Readonly<Record<T, Text>>
}
export interface SwitchOption extends CommonOption {
  readonly kind: 'switch'
  readonly default: boolean
}
/** Numbers in a row as one text, "3,5,7": empty where the person chose none. */
export interface ListOption extends CommonOption {
  readonly kind: 'list'
  readonly default: ''
  /** Of each number. */
  readonly min: number
  readonly max: number
  readonly whole: boolean
  /** Each number is at least the one before. */
  readonly rising: boolean
  /** How many numbers there may be. */
  readonly most: number
}
export type Option = NumberOption | ChoiceOption | SwitchOption | ListOption

const integer = (o: Omit<NumberOption, 'kind'>): NumberOption => ({ kind: 'integer', ...o })
const number = (o: Omit<NumberOption, 'kind'>): NumberOption => ({ kind: 'number', ...o })
const choice = <T extends string>(o: Omit<ChoiceOption<T>, 'kind'>): ChoiceOption<T> => ({ kind: 'choice', ...o })
const list = (o: Omit<ListOption, 'kind' | 'default'>): ListOption => ({ kind: 'list', default: '', ...o })
const onOff = (o: Omit<SwitchOption, 'kind'>): SwitchOption => ({ kind: 'switch', ...o })
const t = (en: string, zh: string): Text => ({ en, zh })

export const OPTIONS = {
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

  depth: choice<'18' | '34'>({
    section: 'model',
    default: '18',
    values: { '18': t('ResNet18', 'ResNet18'), '34': t('ResNet34 (bring its weights)', 'ResNet34（需自备权重）') },
    label: t('Network', '网络'),
    help: t('The pretrained network that is fine-tuned. The bundled weights are a ResNet18.', '要微调的预训练网络。内置权重是 ResNet18。'),
  }),
  head: choice<'article' | 'linear'>({
    section: 'model',
    flag: 'head',
    default: 'article',
    values: {
      article: t('Two layers with dropout (the article’s)', '两层加 Dropout（文章的做法）'),
      linear: t('One linear layer', '单个线性层'),
    },
    label: t('Head', '分类头'),
    help: t('The new layers on top that learn your classes.', '顶部新加的、学习你的类别的层。'),
  }),
  dropout: number({
    section: 'model',
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

  optimizer: choice<'adam' | 'adamw' | 'sgd'>({
    section: 'optimizer',
    flag: 'optimizer',
    default: 'adam',
    values: { adam: t('Adam', 'Adam'), adamw: t('AdamW', 'AdamW'), sgd: t('SGD with momentum', '带动量的 SGD') },
    label: t('Optimizer', '优化器'),
    help: t('The rule that turns gradients into steps; each behaves as torch.optim’s.', '把梯度变成更新步的规则；与 torch.optim 一致。'),
  }),
  weightDecay: number({
    section: 'optimizer',
    flag: 'weight-decay',
    default: 1e-4,
    min: 0,
    max: 1,
    label: t('Weight decay', '权重衰减'),
    help: t('Pulls weights towards zero at every step, against learning by heart.', '每一步把权重拉向零，防止死记硬背。'),
  }),
  decayNormAndBias: onOff({
    section: 'optimizer',
    default: true,
    label: t('Decay BatchNorm and biases too', 'BatchNorm 与偏置也衰减'),
    help: t(
      'On is exactly like the article (torch’s default); off is what many recipes prefer.',
      '开启与文章一致（torch 默认）；许多配方会关闭它。',
    ),
  }),
  momentum: number({
    section: 'optimizer',
    default: 0.9,
    min: 0,
    max: 0.999,
    step: 0.01,
    label: t('Momentum', '动量'),
    help: t('How much of the last step SGD keeps.', 'SGD 保留上一步的比例。'),
  }),
  nesterov: onOff({
    section: 'optimizer',
    default: false,
    label: t('Nesterov', 'Nesterov'),
    help: t('SGD looks ahead along its momentum before it steps; needs momentum above 0.', 'SGD 先沿动量向前看一步再更新；动量须大于 0。'),
  }),
  clipNorm: number({
    section: 'optimizer',
    default: 0,
    min: 0,
    max: 1000,
    label: t('Largest gradient', '梯度上限'),
    help: t(
      'Longer gradients are scaled down to this length (gradient-norm clipping); 0 is off.',
      '超过此长度的梯度会被缩小（梯度裁剪）；0 表示关闭。',
    ),
  }),
  accumulate: integer({
    section: 'optimizer',
    default: 1,
    min: 1,
    max: 64,
    label: t('Batches per update', '每次更新的批数'),
    help: t(
      'Adds up the gradients of several batches before a step: a larger batch in the same memory (gradient accumulation).',
      '累积多个批次的梯度后再更新：用同样的内存得到更大的批（梯度累积）。',
    ),
  }),
  labelSmoothing: number({
    section: 'optimizer',
    default: 0,
    min: 0,
    max: 0.5,
    step: 0.01,
    label: t('Label smoothing', '标签平滑'),
    help: t(
      'Share of certainty that the target withholds, so that the network does not become overconfident.',
      '目标中保留的不确定比例，避免网络过度自信。',
    ),
  }),
  emaDecay: number({
    section: 'optimizer',
    default: 0,
    min: 0,
    max: 0.9999,
    label: t('Averaged weights', '权重平均'),
    help: t(
      'Keeps a moving average of the weights with this decay and uses it for the answers (EMA); 0 is off, 0.99 is usual for short runs.',
      '以此衰减率保留权重的滑动平均并用它作答（EMA）；0 为关闭，短训练常用 0.99。',
    ),
  }),

  schedule: choice<'constant' | 'step' | 'cosine' | 'one-cycle' | 'plateau'>({
    section: 'schedule',
    flag: 'schedule',
    default: 'step',
    values: {
      constant: t('Constant', '恒定'),
      step: t('In steps (the article’s StepLR)', '阶梯下降（文章的 StepLR）'),
      cosine: t('Cosine', '余弦'),
      'one-cycle': t('One cycle', '单周期（one-cycle）'),
      plateau: t('When it stalls (reduce on plateau)', '停滞时下降（plateau）'),
    },
    label: t('Schedule', '学习率计划'),
    help: t(
      'How the learning rate changes during the run; each as torch.optim.lr_scheduler has it.',
      '学习率在训练中的变化方式；与 torch.optim.lr_scheduler 一致。',
    ),
  }),
  stepSize: integer({
    section: 'schedule',
    default: 7,
    min: 1,
    max: 1000,
    unit: t('epochs', '轮'),
    label: t('Epochs between steps', '下降间隔'),
    help: t('With “in steps”: how many epochs until the learning rate is lowered.', '阶梯下降：每隔几轮降低学习率。'),
  }),
  gamma: number({
    section: 'schedule',
    default: 0.1,
    min: 0.001,
    max: 1,
    label: t('Factor', '下降系数'),
    help: t('With “in steps” and “when it stalls”: what the learning rate is multiplied by.', '阶梯下降与停滞下降时学习率乘以的系数。'),
  }),
  plateauPatience: integer({
    section: 'schedule',
    default: 2,
    min: 0,
    max: 100,
    unit: t('epochs', '轮'),
    label: t('Patience of the schedule', '计划的耐心'),
    help: t(
      'With “when it stalls”: epochs without a better validation loss before the learning rate is lowered.',
      '停滞下降：验证损失多少轮没有改善后降低学习率。',
    ),
  }),
  warmupEpochs: number({
    section: 'schedule',
    default: 0,
    min: 0,
    max: 100,
    step: 0.5,
    unit: t('epochs', '轮'),
    label: t('Warm-up', '预热'),
    help: t('The learning rate climbs from near 0 over this time (linear warm-up).', '学习率在这段时间内从接近 0 线性升高。'),
  }),
  unfreezeEvery: integer({
    section: 'schedule',
    default: 1,
    min: 1,
    max: 100,
    unit: t('epochs', '轮'),
    label: t('Epochs per unfrozen block', '每隔几轮解冻一块'),
    help: t('With “step by step”: after how many epochs the next block below starts to learn.', '逐层解冻：每过几轮让下一块开始学习。'),
  }),
  blockDecay: number({
    section: 'schedule',
    default: 0.4,
    min: 0.01,
    max: 1,
    step: 0.05,
    label: t('Learning rate of deeper blocks', '更低层的学习率比例'),
    help: t(
      'With “step by step”: each block below learns at this share of the one above (discriminative learning rates).',
      '逐层解冻：每往下一块，学习率乘以此比例（分层学习率）。',
    ),
  }),
  unfreezeAt: list({
    section: 'schedule',
    whole: true,
    rising: true,
    min: 1,
    max: 1000,
    most: 5,
    label: t('Epoch of each block', '每一块的解冻轮次'),
    help: t(
      'With “step by step”: the epochs in which layer4, layer3, layer2, layer1 and the stem begin to learn, such as 3, 5, 7; blocks not named stay frozen. Empty: at even intervals.',
      '逐层解冻：layer4、layer3、layer2、layer1 和输入层各从第几轮开始学习，例如 3, 5, 7；未列出的块保持冻结。留空则按固定间隔。',
    ),
  }),
  blockRates: list({
    section: 'schedule',
    whole: false,
    rising: false,
    min: 1e-9,
    max: 10,
    most: 5,
    label: t('Learning rate of each block', '每一块的学习率'),
    help: t(
      'With “step by step”: the learning rates of layer4, layer3, layer2, layer1 and the stem before the schedule, such as 4e-4, 1e-4; the head has the run’s own. Blocks not named follow the share below the last one named.',
      '逐层解冻：layer4、layer3、layer2、layer1 和输入层各自的学习率（计划调整之前），例如 4e-4, 1e-4；分类头使用本次训练的学习率。未列出的块在最后一个之下按比例递减。',
    ),
  }),

  cachedViews: integer({
    section: 'data',
    flag: 'cached-views',
    default: 4,
    min: 0,
    max: 8,
    label: t('Views kept of each picture', '每张图片缓存的视图数'),
    help: t(
      'With “only the head learns”: so many augmented views go through the frozen network once, later epochs reuse them and take moments (feature cache). 0 makes fresh views in every epoch.',
      '只训练分类头时：每张图片的这些增强视图只通过冻结网络一次，之后的轮次直接复用（特征缓存）。0 表示每轮都重新生成。',
    ),
  }),

  patience: integer({
    section: 'stopping',
    flag: 'patience',
    default: 3,
    min: 0,
    max: 1000,
    unit: t('epochs', '轮'),
    label: t('Stop early after', '提前停止'),
    help: t(
      'Epochs without a better validation result before the run ends (early stopping); 0 never stops early. The best weights are restored.',
      '验证结果多少轮没有改善就结束（早停）；0 表示不早停。最后恢复最佳权重。',
    ),
  }),
  stopMetric: choice<'val-loss' | 'val-accuracy'>({
    section: 'stopping',
    default: 'val-loss',
    values: { 'val-loss': t('Validation loss', '验证损失'), 'val-accuracy': t('Validation accuracy', '验证准确率') },
    label: t('Best means', '以什么为最佳'),
    help: t('What decides which epoch was the best.', '由什么决定哪一轮最好。'),
  }),

  cropScaleMin: number({
    section: 'augmentation',
    default: 0.08,
    min: 0.05,
    max: 1,
    step: 0.01,
    label: t('Smallest crop', '最小裁剪'),
    help: t(
      'Random crops keep at least this share of the picture’s area (RandomResizedCrop’s scale); 1 keeps all of it.',
      '随机裁剪至少保留图片面积的此比例（RandomResizedCrop 的 scale）；1 表示不裁。',
    ),
  }),
  cropRatio: number({
    section: 'augmentation',
    default: 1.3333,
    min: 1,
    max: 3,
    step: 0.0001,
    label: t('Stretch of crops', '裁剪的拉伸'),
    help: t('Crops are between 1 : this and this : 1 (RandomResizedCrop’s ratio).', '裁剪的长宽比在 1 : 此值 与 此值 : 1 之间。'),
  }),
  flip: number({
    section: 'augmentation',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
    label: t('Mirrored', '左右翻转'),
    help: t(
      'Share of pictures shown mirrored; 0 for letters and other things that have a side.',
      '左右翻转的图片比例；文字等有方向的内容设为 0。',
    ),
  }),
  rotation: number({
    section: 'augmentation',
    default: 0,
    min: 0,
    max: 180,
    step: 1,
    unit: t('degrees', '度'),
    label: t('Rotation', '旋转'),
    help: t('Pictures are turned by up to this many degrees either way.', '图片向两侧随机旋转的最大角度。'),
  }),
  jitter: number({
    section: 'augmentation',
    default: 0,
    min: 0,
    max: 0.9,
    step: 0.05,
    label: t('Colour jitter', '颜色抖动'),
    help: t('Brightness, contrast and saturation change by up to this share at random.', '亮度、对比度和饱和度随机变化的最大比例。'),
  }),
  erasing: number({
    section: 'augmentation',
    default: 0,
    min: 0,
    max: 1,
    step: 0.05,
    label: t('Random erasing', '随机擦除'),
    help: t('Share of pictures with a random patch blanked out.', '随机遮盖一块的图片比例。'),
  }),

  valFraction: number({
    section: 'data',
    default: 0.2,
    min: 0.02,
    max: 0.8,
    step: 0.01,
    label: t('Held out for validation', '留作验证'),
    help: t(
      'Share of each class that the network never learns from; used where the folders bring no split of their own.',
      '每个类别中不参与学习的比例；文件夹自带划分时不使用。',
    ),
  }),
  balance: choice<'none' | 'weighted' | 'sampled'>({
    section: 'data',
    default: 'none',
    values: {
      none: t('As they are', '保持原样'),
      weighted: t('Rare classes weigh more', '少数类别权重更大'),
      sampled: t('Rare classes are shown more often', '少数类别出现更频繁'),
    },
    label: t('Uneven classes', '类别不均衡'),
    help: t(
      'What to do when some classes have far fewer pictures: weigh their mistakes more (class-weighted loss) or draw them more often (balanced sampling).',
      '某些类别图片少得多时的处理：加大其错误的权重，或更频繁地抽取它们。',
    ),
  }),
  keepDecoded: onOff({
    section: 'data',
    default: false,
    label: t('Keep decoded pictures', '保留解码后的图片'),
    help: t(
      'Pictures are unpacked once and kept in the browser’s private storage while the run lasts, at most 2 GB, so that later epochs start sooner.',
      '图片只解码一次,训练期间保存在浏览器私有存储中(最多 2 GB),之后的轮次更快开始。',
    ),
  }),
  limit: integer({
    section: 'data',
    flag: 'limit',
    default: 0,
    min: 0,
    max: 10_000_000,
    label: t('Use at most', '最多使用'),
    help: t('Pictures used in all, drawn evenly from the classes; 0 uses every one.', '最多使用的图片总数，按类别均匀抽取；0 表示全部。'),
  }),
  seed: integer({
    section: 'data',
    flag: 'seed',
    default: 1,
    min: 0,
    max: 2_147_483_647,
    label: t('Seed', '随机种子'),
    help: t('The same seed gives the same split, order, crops and dropout again.', '相同的种子得到相同的划分、顺序、裁剪与 dropout。'),
  }),

  backend: choice<'auto' | 'webgpu' | 'wasm' | 'tfjs-webgpu'>({
    section: 'device',
    flag: 'backend',
    default: 'auto',
    values: {
      auto: t('Choose for me', '自动选择'),
      webgpu: t('GPU (WebGPU)', 'GPU(WebGPU)'),
      wasm: t('Processor (WebAssembly)', '处理器（WebAssembly）'),
      'tfjs-webgpu': t('GPU through TensorFlow.js (slow)', '经 TensorFlow.js 使用 GPU（较慢）'),
    },
    label: t('Runs on', '运行设备'),
    help: t('A graphics card is fastest; without one the processor trains.', '有显卡时最快；没有则用处理器训练。'),
  }),
} as const satisfies Record<string, Option>

export type OptionName = keyof typeof OPTIONS

type ValueOf<O> = O extends { kind: 'choice'; default: infer D }
  ? D
  : O extends { kind: 'switch' }
    ? boolean
    : O extends { kind: 'list' }
      ? string
      : number
/** What a person chose for a run, every option resolved. */
export type RunConfig = { readonly [K in OptionName]: ValueOf<(typeof OPTIONS)[K]> }

/** The numbers of a list option's value; none for a run that was kept before the option existed. */
export const numbersIn = (text: string | undefined): number[] => separated(text ?? '').map(Number)

const separated = (text: string): string[] => text.split(/[\s,;，、；]+/).filter((part) => part !== '')

function fits(option: ListOption, numbers: readonly number[]): boolean {
  const inRange = (value: number) => value >= option.min && value <= option.max && (!option.whole || Number.isInteger(value))
  const rises = numbers.every((value, i) => i === 0 || value >= numbers[i - 1]!)
  return numbers.length <= option.most && numbers.every(inRange) && (!option.rising || rises)
}

function schemaOf(option: Option) {
  switch (option.kind) {
    case 'integer':
      return v.pipe(v.number(), v.integer(), v.minValue(option.min), v.maxValue(option.max))
    case 'number':
      return v.pipe(v.number(), v.finite(), v.minValue(option.min), v.maxValue(option.max))
    case 'choice':
      return v.picklist(Object.keys(option.values))
    case 'switch':
      return v.boolean()
    case 'list':
      return v.pipe(
        v.string(),
        v.check((text) => fits(option, numbersIn(text))),
        v.transform((text) => separated(text).join(',')),
      )
    default:
      return option satisfies never
  }
}

const RunConfigSchema = v.object(
  Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, v.optional(schemaOf(option), option.default)])),
)

/** Every option at its default: the article's recipe. */
export const DEFAULT_CONFIG: RunConfig = v.parse(RunConfigSchema, {}) as RunConfig

/** Why an option's value was refused. */
export interface OptionFault {
  readonly option: string
  readonly value: unknown
}

/** Checks and completes a configuration from outside (a form, a file, the command line): unknown names and bad values are returned as faults. */
export function parseConfig(input: Readonly<Record<string, unknown>>): { config: RunConfig; faults: OptionFault[] } {
  const faults: OptionFault[] = Object.keys(input)
    .filter((name) => !(name in OPTIONS))
    .map((option) => ({ option, value: input[option] }))
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(OPTIONS)) {
    const result = v.safeParse(v.optional(schemaOf(option), option.default), input[name])
    if (result.success) values[name] = result.output
    else {
      faults.push({ option: name, value: input[name] })
      values[name] = option.default
    }
  }
  return { config: values as RunConfig, faults }
}
