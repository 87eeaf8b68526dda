/** The options of how pictures are read, `ReadAs`: each once, for the Data place and the command line; a table and its columns are chosen apart. They are kept with the pictures, not with a run. */
import type { ReadAs } from '../dataset'
import { type Text, t } from './option'

interface ReadingOption {
  /** Spelt so on the command line. */
  readonly flag: string
  /** What follows the flag there. */
  readonly takes: 'layout' | 'text' | 'encoding' | 'nothing'
  readonly label: Text
  readonly help: Text
}

export const READING = {
  layout: {
    flag: 'read-as',
    takes: 'layout',
    label: t('Read as', '解读方式'),
    help: t(
      'How folders and names are read, where the best guess is wrong. The line about the pictures says which reading was taken and which others there are.',
      '自动判断不对时，指定如何解读文件夹和文件名。关于图片的那一行会说明采用了哪种解读，以及还有哪些可选。',
    ),
  },
  pattern: {
    flag: 'label-pattern',
    takes: 'text',
    label: t('Name pattern', '名称模式'),
    help: t(
      'Where the class stands in a file’s name: {label}_{n}, {n}_{label} ({n}: a number, {any}: anything), or a regular expression (RE2) with a group.',
      '类别在文件名中的位置：{label}_{n}、{n}_{label}（{n} 为数字，{any} 为任意内容），或带分组的正则表达式（RE2）。',
    ),
  },
  takeAll: {
    flag: 'take-all',
    takes: 'nothing',
    label: t('Take masks, thumbnails and second copies too', '也采用掩膜、缩略图和第二份副本'),
    help: t(
      'Pictures about other pictures, and folders that hold the dataset a second time, are else left out.',
      '与其他图片有关的图片，以及再次包含数据集的文件夹，默认不采用。',
    ),
  },
  groups: {
    flag: 'keep-groups',
    takes: 'nothing',
    label: t('Keep them on one side of the split', '让它们留在划分的同一侧'),
    help: t(
      'Frames of one film, bursts, augmented copies, pictures of one person or slide are learnt from or held out together, as far as folders and names tell.',
      '根据文件夹和文件名，同一段视频的帧、连拍、增强副本、同一人或同一切片的图片，要么一起用于学习，要么一起留出。',
    ),
  },
  splitAnew: {
    flag: 'split-anew',
    takes: 'nothing',
    label: t('Split anew', '重新划分'),
    help: t(
      'The folders’ validation pictures join the training pictures, and a share of each class is held out by the seed. Test pictures stay.',
      '文件夹给出的验证图片并入训练图片，再按种子从每个类别留出一部分。测试图片不变。',
    ),
  },
  names: {
    flag: 'names',
    takes: 'encoding',
    label: t('Encoding of names', '名称的编码'),
    help: t('The encoding of file names in a zip or tar that do not say theirs.', 'zip 或 tar 中未注明编码的文件名所用的编码。'),
  },
} as const satisfies Record<Exclude<keyof ReadAs, 'table'>, ReadingOption>
export type ReadingName = keyof typeof READING
