/** The texts that every place shares: problems, names of places, in Simplified Chinese. */
import type { en } from './en'
import { kindsZh } from './kinds.zh'
import { problemsZh } from './problems.zh'

export const zh: typeof en = {
  problems: problemsZh,
  kinds: kindsZh,
  places: {
    data: '数据',
    train: '训练',
    results: '结果',
    use: '使用',
    runs: '记录',
  },
  goTo: {
    data: '前往数据',
    train: '前往训练',
  },
}
