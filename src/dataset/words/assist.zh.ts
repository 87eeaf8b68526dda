/** The texts of labelling with the model's help, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { assistEn } from './assist.en'

const { n, percent } = numbersOf('zh')

export const assistZh: typeof assistEn = {
  assist: {
    title: '模型协助标注',
    without: (total) => `${n(total)} 张图片没有标签`,
    lead: '模型会回答每一张没有标签的图片，并指出标注哪些对它最有帮助。由您来采纳，可以成批，也可以逐张。',
    start: '询问模型',
    nothingDone: '在您确认之前，不会标注任何图片。',
    teach: '重新教它',
    teachHint: '它会学习现有的标签，只需几秒，然后请您标注接下来的 20 张。',
    allLabelled: '每张图片都有标签了。请用它们训练。',
    otherClasses: '此后类别有变化，请重新教它。网络所见已保存，因此很快。',
    phases: {
      looking: (done, of) => `正在看图片：${n(done)} / ${n(of)}`,
      answering: (done, of) => `正在学习标签并回答：${n(done)} / ${n(of)}`,
    },
    by: {
      model: () => '由训练好的模型回答。',
      head: (taught) => `根据从 ${n(taught)} 个标签学到的内容回答。`,
      nobody: () => '目前还无法回答：请先用数字键或“类别”标注至少两个类别的一些图片，再教它。类别在类别列表中添加。',
    },
    right: (right, of) => `在 ${n(of)} 张验证图片中答对 ${n(right)} 张（${percent(right / of, 0)}）。`,
    unreadable: (total) => `${n(total)} 张图片无法读取。`,
    least: '最低把握',
    acceptAll: (total, least) => `采纳把握不低于 ${Number.isFinite(least) ? n(least) : '…'}% 的 ${n(total)} 张`,
    ofClasses: (classes) =>
      classes
        .slice(0, 5)
        .map(({ className, pictures }) => `${className} ${n(pictures)}`)
        .join('，') + (classes.length > 5 ? ' …' : ''),
    accepted: (total) => `已标注 ${n(total)} 张图片。`,
    undone: '已撤销。',
    which: '顺序',
    orders: {
      next: { name: '接下来 20 张', means: '标注它们最有帮助：模型对它们没有把握，而且彼此不相似。' },
      sure: { name: '有把握', means: '最有把握的回答在前。' },
      unsure: { name: '没把握', means: '最没有把握的回答在前。' },
      alike: { name: '按相似', means: '看起来相似的图片排在一起，最大的一组在前。' },
    },
    first: (total) => `列出前 ${n(total)} 张。`,
    keys: '方向键移动。A 采用模型给出的类别，1 到 9 指定类别，Delete 排除，回车打开。',
    shownKeys: [
      { key: '← →', does: '移动' },
      { key: 'A', does: '采用' },
      { key: '1 … 9', does: '类别' },
      { key: 'Delete', does: '排除' },
    ],
    none: '没有剩下的了。',
    allDecided: '这些都已处理。重新教它，再看接下来的。',
    curve: (of) => `按标签数量，在 ${n(of)} 张验证图片上答对的比例`,
    curveLabel: (first, from, last, to) =>
      `验证准确率随标签数量的变化：${n(first)} 个标签时 ${percent(from, 0)}，${n(last)} 个标签时 ${percent(to, 0)}。`,
    accuracy: '准确率',
    labels: '标签',
  },
}
