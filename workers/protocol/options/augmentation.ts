/** The options of how training pictures are varied: each by itself, two of them mixed, and their size. */
import { choice, integer, list, number, type Option, t } from './option'

/** What one training picture goes through by itself. */
export const AUGMENTATION = {
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
  policy: choice<'none' | 'trivial' | 'rand'>({
    section: 'augmentation',
    default: 'none',
    values: { none: t('None', '无'), trivial: t('TrivialAugment', 'TrivialAugment'), rand: t('RandAugment', 'RandAugment') },
    label: t('Policy', '自动增强策略'),
    help: t(
      'After crop and mirroring, changes drawn from a list: shears, shifts, turns, brightness, colour, contrast, sharpness, fewer levels, equalised (torchvision’s TrivialAugmentWide and RandAugment). TrivialAugment makes one of any strength and has nothing to set.',
      '裁剪与翻转之后，从列表中随机抽取变化：错切、平移、旋转、亮度、颜色、对比度、锐度、减少色阶、均衡化（torchvision 的 TrivialAugmentWide 与 RandAugment）。TrivialAugment 每次做一种、强度任意，无需设置。',
    ),
  }),
  policyOps: integer({
    section: 'augmentation',
    onlyWith: [{ option: 'policy', is: ['rand'] }],
    default: 2,
    min: 1,
    max: 8,
    label: t('Changes of each picture', '每张图片的变化数'),
    help: t('So many changes are drawn, one after the other (RandAugment’s num_ops).', '依次抽取的变化数量（RandAugment 的 num_ops）。'),
  }),
  policyMagnitude: integer({
    section: 'augmentation',
    onlyWith: [{ option: 'policy', is: ['rand'] }],
    default: 9,
    min: 0,
    max: 30,
    label: t('Strength of the changes', '变化强度'),
    help: t(
      'From 0, hardly any, to 30 (RandAugment’s magnitude, of 31 bins).',
      '从 0（几乎不变）到 30（RandAugment 的 magnitude，共 31 档）。',
    ),
  }),
} as const satisfies Record<string, Option>

/** Features that are kept are of single pictures, each at one size: nothing can be mixed or made smaller any more. */
const FRESH = [{ option: 'cachedViews', unused: true }] as const

/** What becomes of a batch. */
export const BATCHES = {
  mixup: number({
    section: 'augmentation',
    onlyWith: FRESH,
    default: 0,
    min: 0,
    max: 8,
    step: 0.1,
    zero: t('off', '关闭'),
    label: t('Mixed pictures', '图片混合'),
    help: t(
      'Lays two pictures of a batch over each other and has both learnt, each by its share (mixup’s alpha; 0.2 is usual, 1 mixes more). Training accuracy then counts the class with the larger share.',
      '把同一批的两张图片叠加，并按各自的比例学习两个类别（mixup 的 alpha；常用 0.2，1 混合更多）。此时训练准确率按比例较大的类别计算。',
    ),
  }),
  cutmix: number({
    section: 'augmentation',
    onlyWith: FRESH,
    default: 0,
    min: 0,
    max: 8,
    step: 0.1,
    zero: t('off', '关闭'),
    label: t('Pasted patches', '区域拼贴'),
    help: t(
      'Pastes a patch of another picture into each and has both learnt by their areas (cutmix’s alpha; 1 is usual). With mixed pictures as well, each batch has one of the two.',
      '把另一张图片的一块贴到每张图片上，并按面积学习两个类别（cutmix 的 alpha；常用 1）。与图片混合同时开启时，每批随机采用其一。',
    ),
  }),
  trainSizes: list({
    section: 'augmentation',
    onlyWith: FRESH,
    whole: true,
    rising: true,
    min: 32,
    max: 512,
    most: 8,
    label: t('Sizes while training', '训练时的图片尺寸'),
    help: t(
      'Sides in pixels of training pictures, where they shall not have the picture size: one that is smaller (train smaller than evaluated, FixRes), or several that the epochs go through in equal parts, such as 64, 80, 96 (progressive sizes). Validation and answers keep the picture size. Empty: the same.',
      '训练图片的边长（像素），与图片尺寸不同时填写：一个较小的尺寸（训练小于评估，FixRes），或多个尺寸，各轮次依次均分，例如 64, 80, 96（渐进尺寸）。验证与预测仍用图片尺寸。留空则相同。',
    ),
  }),
  sizeEpochs: integer({
    section: 'augmentation',
    onlyWith: [...FRESH, { option: 'trainSizes', not: [''] }],
    default: 0,
    min: 0,
    max: 1000,
    zero: t('all', '全部'),
    label: t('Epochs that the sizes share', '各尺寸均分的轮数'),
    help: t(
      'Over so many epochs, from the first one on, training goes through its sizes; later epochs have the last. A run that trains longer keeps the number that it began with.',
      '训练从第一轮起，在这么多轮内依次使用各尺寸；之后的轮次用最后一个尺寸。继续训练更多轮时，沿用开始时的数目。',
    ),
  }),
} as const satisfies Record<string, Option>
