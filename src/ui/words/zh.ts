/** The texts of the ground, in Simplified Chinese. */
import { numbersOf } from '../numbers'
import type { en } from './en'

export const zh: typeof en = {
  locale: 'zh-CN',
  numbers: numbersOf('zh-CN'),
  ui: {
    close: '关闭',
    cancel: '取消',
    more: '显示更多',
    dismiss: '关闭',
    whatToDo: '怎么办：',
    table: '表格',
    chart: '图表',
  },
}
