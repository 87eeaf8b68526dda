/** The texts of "None of these", in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './noneOf.en'

const { n } = numbersOf('zh')

export const zh: typeof en = {
  noneOf: {
    tab: '都不是',
    title: '都不是',
    lead: '网络总要从它的类别中选一个。当图片与训练学过的都不像时，这里会在回答旁边说明。',
    learn: '学习您的图片是什么样子',
    again: '重新学习',
    takes: '本次训练的每张图片都会看一次。学到的内容随训练保存，并写入导出的文件。',
    needsPictures: '这需要本次训练自己的图片：请先在“数据”中打开。',
    progress: '查看图片的进度',
    done: (done, of, left) => `${n(done)} / ${n(of)} 张图片${left && `，约剩 ${left}`}`,
    isOn: '图片很可能都不是时说明',
    passLabel: '您的图片通过的比例',
    pass: (share) => `您的图片有 ${share} 通过`,
    price: (share, pictures) =>
      `代价：与您的 ${n(pictures)} 张验证图片类似的图片中，约 ${share} 也会被说成“都不是”。回答和概率条始终保留。`,
    fact: (share) => `会说“都不是”（${share} 通过）`,
    trial: {
      title: '用其他图片试试',
      lead: '拖入不属于任何类别的图片，看看有多少会被拒绝。',
      drop: '把其他图片或其文件夹拖到这里，或点击选择',
      nothing: (unreadable) => `没有可看的图片：${n(unreadable)} 个文件无法作为图片读取。`,
      caption: (pictures, unreadable) => `${n(pictures)} 张其他图片${unreadable > 0 ? `；${n(unreadable)} 个文件无法读取` : ''}`,
      passes: '您的图片通过',
      refused: '其他图片被拒绝',
      share: (refused, of, share) => `${n(refused)} / ${n(of)}（${share}）`,
      auc: (similarity, probability, validation) =>
        `与您的 ${n(validation)} 张验证图片区分：AUC ${similarity}；只看最大概率为 ${probability}。1 为完美，0.5 等于猜。`,
      noAuc: '请打开本次训练的图片，以查看两者区分得有多好（AUC）。',
    },
  },
}
