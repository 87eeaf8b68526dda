/** The options of the pictures, and of where the run runs. */
import { choice, integer, number, type Option, onOff, t } from './option'

export const DATA = {
  cachedViews: integer({
    section: 'data',
    flag: 'cached-views',
    onlyWith: [{ option: 'strategy', is: ['feature-extraction'] }],
    default: 4,
    min: 0,
    max: 8,
    label: t('Views kept of each picture', '每张图片缓存的视图数'),
    help: t(
      'With “only the head learns”: so many augmented views go through the frozen network once, later epochs reuse them and take moments (feature cache). 0 makes fresh views in every epoch.',
      '只训练分类头时：每张图片的这些增强视图只通过冻结网络一次，之后的轮次直接复用（特征缓存）。0 表示每轮都重新生成。',
    ),
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
  transparency: choice<'white' | 'black' | 'ignored'>({
    section: 'data',
    flag: 'transparency',
    default: 'white',
    before: 'ignored',
    values: {
      white: t('On white, as you see it', '衬以白色，与所见一致'),
      black: t('On black', '衬以黑色'),
      ignored: t('Not looked at: the colours that lie under it', '忽略：使用其下存储的颜色'),
    },
    label: t('Transparent parts', '透明部分'),
    help: t(
      'What lies behind pictures that one can see through (their alpha channel). On black suits white drawings; the third is what PIL’s convert("RGB") does, where black on transparent is one black square.',
      '带透明度（alpha 通道）的图片衬以什么背景。白色图形适合衬黑色；第三项等同于 PIL 的 convert("RGB")，此时透明底上的黑色图形会变成一整块黑色。',
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
    zero: t('all', '全部'),
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
    help: t(
      'The same seed draws the same again: split, pictures of a limit, the head’s first weights, order, crops and dropout.',
      '相同的种子会得到相同的划分、限量图片、分类头初始权重、顺序、裁剪与 dropout。',
    ),
  }),
} as const satisfies Record<string, Option>

export const DEVICE = {
  backend: choice<'auto' | 'webgpu' | 'wasm' | 'tfjs-webgpu' | 'tfjs-wasm'>({
    section: 'device',
    flag: 'backend',
    default: 'auto',
    values: {
      auto: t('Choose for me', '自动选择'),
      webgpu: t('GPU (WebGPU)', 'GPU(WebGPU)'),
      wasm: t('Processor (WebAssembly)', '处理器（WebAssembly）'),
      'tfjs-webgpu': t('GPU through TensorFlow.js (slow)', '经 TensorFlow.js 使用 GPU（较慢）'),
      'tfjs-wasm': t('Processor through TensorFlow.js (slow)', '经 TensorFlow.js 使用处理器（较慢）'),
    },
    label: t('Runs on', '运行设备'),
    help: t('A graphics card is fastest; without one the processor trains.', '有显卡时最快；没有则用处理器训练。'),
  }),
  timeKernels: onOff({
    section: 'device',
    flag: 'time-kernels',
    onlyWith: [{ option: 'backend', is: ['auto', 'webgpu'] }],
    default: false,
    label: t('Time this graphics card’s kernels first', '先为这块显卡测速选择内核'),
    help: t(
      'With WebGPU: several ways to compute each convolution are tried for some seconds, once for this card, and the fastest is used (autotuning). This is new and not yet proven on many cards; off, every run computes in the usual way.',
      '使用 WebGPU 时：用几秒钟试出每个卷积最快的计算方式，每块显卡只做一次（自动调优）。此功能较新，尚未在许多显卡上验证；关闭时，训练按常规方式计算。',
    ),
  }),
} as const satisfies Record<string, Option>
