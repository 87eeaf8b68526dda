/** The options of how training pictures are varied. */
import { number, type Option, t } from './option'

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
} as const satisfies Record<string, Option>
