/** The texts of confusion matrices, classes and probabilities, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n } = numbersOf('zh-CN')

export const zh: typeof en = {
  scores: {
    keys: '点开单元格可查看其中的图片，方向键在单元格间移动。',
    drawn: (classes) => `${n(classes)} 个类别的混淆矩阵图：颜色越深，所占比例越大。`,
    mostMixed: '最常混淆的类别',
    mixedOnce: '混淆过的类别，每对一次',
    of: (some, all) => `${n(all)} 张中的 ${n(some)} 张`,
    noneMixed: '没有混淆。',
    right: (name) => `${name}，识别正确`,
    wrong: (actual, predicted) => `“${actual}”被认成“${predicted}”`,
    confusionHelp: '行是图片的真实类别，列是网络的回答。对角线上是正确的。',
    actual: '实际',
    predicted: '预测',
    class: '类别',
    precision: '精确率',
    precisionHelp: '被判为此类的有多少是对的',
    recall: '召回率',
    recallHelp: '此类图片有多少被认出',
    f1: 'F1',
    f1Help: '两者合一（调和平均）',
    support: '图片数',
    mean: '平均',
    probability: '各类别概率',
    label: '标签',
    scale: { right: '正确，占比', wrong: '混淆，占比' },
    ends: (first, last, classes) => `1 是${first}，${n(classes)} 是${last}。`,
  },
}
