/** The texts of reading pictures another way, in Chinese. */
import type { GroupKind } from '../../../workers/protocol'
import { numbersOf } from '../../ui/numbers'
import type { readingEn } from './reading.en'

const { n } = numbersOf('zh-CN')

const THINGS: Readonly<Record<GroupKind, string>> = {
  folders: '个文件夹',
  films: '段视频',
  bursts: '组连拍',
  copies: '张图片及其副本',
  sources: '个人、切片或场景',
  series: '个编号序列',
}

export const readingZh: typeof readingEn = {
  reading: {
    offer: '换一种方式解读这些图片',
    choose: '选择解读方式',
    takeLeftOut: (files) => `也采用被当作掩膜或副本的 ${n(files)} 个文件`,
    groups: {
      title: '属于一起的图片',
      found: (kind, groups, pictures, example) => `${n(pictures)} 张图片中有 ${n(groups)} ${THINGS[kind]}，例如“${example}”。`,
      apart: (pictures) => `${n(pictures)} 张留出的图片在训练集中有同组图片，因此指标会显得比实际更好。`,
      none: '留出的图片在训练集中都没有同组图片。',
      byFolders: '划分来自文件夹：重新划分才能让它们在一起。',
      wholeClass: '若一个类别只有一组，则会被切开，否则它没有验证图片。',
    },
    setAside: '文件夹自带的训练/验证划分已被搁置。',
    useFolders: '使用文件夹的划分',
    pattern: {
      open: '用模式从文件名读出类别',
      placeholder: '{label}_{n}',
      preview: '该模式的结果',
      trying: '正在尝试…',
      matching: (matching, of) => `${n(of)} 个文件名中有 ${n(matching)} 个符合`,
      classes: (classes) => `${n(classes)} 个类别`,
      andMore: (classes) => `另有 ${n(classes)} 个`,
      noLabel: '无类别',
      tooFew: '至少需要两个类别。',
      tooMany: '超过 1,000 个类别：更像是每张图片自己的名字。',
      unfit: '不符合的文件名没有类别，其图片不参与学习。',
      faults: {
        'no-label': '请在类别所在处写 {label}，或写一个带分组的正则表达式。',
        'not-understood': (detail) => `无法理解${detail && `：${detail}`}。不支持前瞻和反向引用。`,
      },
      take: '这样解读',
      name: '文件名',
      className: '类别',
    },
  },
}
