/** The texts of the recipe and its options, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n } = numbersOf('zh-CN')

export const zh: typeof en = {
  recipe: {
    presets: '起点',
    presetNone: '选一个起点，再按需修改。',
    listOf: (most, min, max, rising) =>
      `最多 ${n(most)} 个数，均在 ${min} 与 ${max} 之间，用逗号分隔${rising ? '，且后一个不小于前一个' : ''}`,
    augmentation: {
      presets: '数据增强',
      own: '自定义设置。',
      locked: '停止训练后才能修改配方。',
    },
    notPossible: (min, max) => `须在 ${min} 与 ${max} 之间`,
    refused: (typed, value, min, max) => `${typed === '' ? '空值' : typed} 在此不可用（${min} 到 ${max}），保持为 ${value}。`,
    refusedList: (typed, possible) => `未采用“${typed}”。${possible}。`,
    back: (value) => `恢复为 ${value}`,
    backLabel: (option, value) => `${option}：恢复为 ${value}`,
    on: '开',
    off: '关',
    nothing: '无',
  },
}
