/** The texts of the ground, in Simplified Chinese. */
import { numbersOf } from '../numbers'
import type { en } from './en'

const { n } = numbersOf('zh-CN')

export const zh: typeof en = {
  locale: 'zh-CN',
  numbers: numbersOf('zh-CN'),
  ui: {
    copied: '已复制',
    notCopied: '没有复制：浏览器不允许本页复制',
    close: '关闭',
    cancel: '取消',
    others: (more) => `另有 ${n(more)} 个`,
    fewer: '收起',
    dismiss: '关闭',
    whatToDo: '怎么办：',
    table: '表格',
    chart: '图表',
  },
}
