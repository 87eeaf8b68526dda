/** The texts of labels looked at by the model, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { labelsEn } from './labels.en'

const { n, percent } = numbersOf('zh')

export const labelsZh: typeof labelsEn = {
  asking: {
    noModel: '需要一个训练好的模型。',
    train: '去训练',
    fromRuns: '从“运行”中选用',
    taken: '网络正用于训练或搜索，请等它结束。',
  },
  labels: {
    title: '由模型查找错误标签',
    lead: '模型会看每一张有标签的图片，包括它学过的：拟合五个分类头，每个只回答自己没见过的图片。它们不会给出的标签，以及与众不同的图片，会排在最前面。',
    start: '查找错误标签',
    again: '重新查找',
    looked: (checked) => `已看 ${n(checked)} 张图片`,
    unreadable: (total) => `${n(total)} 张图片无法读取，没有查看。`,
    learnt: '此模型的整个网络都学过这些图片，因此对它们的标签过于信任。只训练分类头的运行能发现更多。',
    otherClasses: '此后类别有变化，请重新查找。网络所见已保存，因此很快。',
    phases: {
      looking: (done, of) => `正在看图片：${n(done)} / ${n(of)}`,
      judging: (done, of) => `正在询问五个分类头：${n(Math.floor(done))} / ${n(of)}`,
      comparing: (done, of) => `正在相互比较图片：${n(done)} / ${n(of)}`,
    },
    left: (time) => `大约还需 ${time}`,
    which: '显示的内容',
    reviews: {
      likely: {
        name: (total) => `很可能有误（${n(total)}）`,
        means: () => '估计每个类别有这么多标签是错的，就是这些，最可疑的在前。',
      },
      unsure: {
        name: (total) => `不太确定（${n(total)}）`,
        means: () =>
          '模型会给出另一个类别，但它也会把该类别中标签正确的图片认成别的。请看最相似的五张都与模型一致的那些；其余多数只是难以辨认。',
      },
      unlike: {
        name: (total) => `与众不同（${n(total)}）`,
        means: (compared) => `最多列出全部的十分之一：离最相似的五张最远的在前，与 ${n(compared)} 张图片比较。请看看有没有不属于这里的。`,
      },
      unexplained: {
        name: (total) => `没有类别能解释（${n(total)}）`,
        means: () => '离每个类别的中心都很远，但彼此可能相似：也许自成一类，也许不属于任何类别。',
      },
    },
    keys: '方向键移动。A 采用模型给出的类别，1 到 9 指定类别，R 表示标签正确，Delete 排除，回车打开。',
    shownKeys: [
      { key: '← →', does: '移动' },
      { key: 'A', does: '采用' },
      { key: '1 … 9', does: '类别' },
      { key: 'R', does: '标签正确' },
      { key: 'Delete', does: '排除' },
    ],
    place: (at, of) => `第 ${n(at)} 张，共 ${n(of)} 张`,
    withoutLabel: '尚无标签。',
    given: (name) => `标签为“${name}”。`,
    says: (name, probability) => `模型认为是“${name}”，${percent(probability, 0)}。`,
    alike: (total, classes) =>
      classes.length === 1
        ? `最相似的 ${n(total)} 张都是“${classes[0]!.className}”。`
        : `最相似的 ${n(total)} 张中：${classes.map(({ className, pictures }) => `${n(pictures)} 张“${className}”`).join('，')}。`,
    accept: (name) => `是“${name}”`,
    right: '标签正确',
    otherClass: '类别',
    none: '没有发现。',
    allDecided: '都已处理。请重新训练，再查找一次：标签越好，模型看得越准。',
    decided: {
      relabel: (path, name) => `${path}：现为“${name}”。`,
      confirm: (path) => `${path}：标签正确。`,
      'leave-out': (path) => `${path}：已排除。`,
    },
    undone: '已撤销。',
    confirmed: (total) => `您确认标签正确的 ${n(total)} 张图片不再询问。`,
    askAgain: '重新询问',
  },
}
