/** The options of the optimizer and of the loss. */
import { choice, integer, number, type Option, onOff, t } from './option'

export const OPTIMIZER = {
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
    onlyWith: [{ option: 'weightDecay', above: 0 }],
    default: true,
    label: t('Decay normalisation and biases too', '归一化层与偏置也衰减'),
    help: t('On is what torch.optim does by itself; off is what many recipes prefer.', '开启即 torch.optim 的默认做法；许多配方会关闭它。'),
  }),
  momentum: number({
    section: 'optimizer',
    onlyWith: [
      { option: 'optimizer', is: ['sgd'] },
      { option: 'schedule', not: ['one-cycle'] },
    ],
    default: 0.9,
    min: 0,
    max: 0.999,
    step: 0.01,
    label: t('Momentum', '动量'),
    help: t('How much of the last step SGD keeps.', 'SGD 保留上一步的比例。'),
  }),
  nesterov: onOff({
    section: 'optimizer',
    onlyWith: [
      { option: 'optimizer', is: ['sgd'] },
      { option: 'momentum', above: 0 },
    ],
    default: false,
    label: t('Nesterov', 'Nesterov'),
    help: t('SGD looks ahead along its momentum before it steps; needs momentum above 0.', 'SGD 先沿动量向前看一步再更新；动量须大于 0。'),
  }),
  clipNorm: number({
    section: 'optimizer',
    default: 0,
    min: 0,
    max: 1000,
    zero: t('off', '关闭'),
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
  precision: choice<'f32' | 'mixed' | 'auto'>({
    section: 'optimizer',
    flag: 'precision',
    onlyWith: [
      { option: 'strategy', not: ['feature-extraction'] },
      { option: 'backend', not: ['wasm', 'tfjs-wasm', 'tfjs-webgpu'] },
    ],
    default: 'f32',
    values: {
      f32: t('Off: all in 32 bits', '关闭：全部用 32 位'),
      mixed: t('On', '开启'),
      auto: t('Where it is faster, tried as the run begins', '更快时开启，训练开始时实测'),
    },
    label: t('Mixed precision', '混合精度'),
    help: t(
      'Convolutions in 16 bits with a loss that is scaled to suit, as torch.cuda.amp: less memory, faster on some graphics cards. Others, and the processor, have none and train in 32 bits.',
      '卷积用 16 位计算并缩放损失，同 torch.cuda.amp：更省内存，在部分显卡上更快。不支持的显卡和处理器仍用 32 位训练。',
    ),
  }),
  emaDecay: number({
    section: 'optimizer',
    default: 0,
    min: 0,
    max: 0.9999,
    zero: t('off', '关闭'),
    label: t('Averaged weights', '权重平均'),
    help: t(
      'Keeps a moving average of the weights with this decay and uses it for the answers (EMA); 0 is off, 0.99 is usual for short runs.',
      '以此衰减率保留权重的滑动平均并用它作答（EMA）；0 为关闭，短训练常用 0.99。',
    ),
  }),
} as const satisfies Record<string, Option>
