/** The texts of the search for a good recipe, in Simplified Chinese. */
import { duration } from '../../ui/format'
import { numbersOf } from '../../ui/numbers'
import type { en } from './words.en'

const { n } = numbersOf('zh-CN')

const time = (minutes: number): string => duration(60 * minutes, 'zh-CN')

export const zh: typeof en = {
  recipeSearch: {
    title: '查找合适的配方',
    lead: '在您给定的时间内，在您的图片上尝试多种配方。以下方的设置为起点：图片、尺寸和增强保持不变。是否采用由您决定。',
    minutes: (minutes) => time(minutes),
    start: (minutes) => `用 ${time(minutes)}查找合适的配方`,
    goOnFor: (minutes) => `再找 ${time(minutes)}`,
    starting: '正在准备图片…',
    stopping: '正在停止…',
    features: (done, of) => `网络先把图片看一遍：${n(done)} / ${n(of)}`,
    trying: (trial, epoch, epochs) => `正在尝试配方 ${n(trial)}：第 ${n(epoch)} 轮，共 ${n(epochs)} 轮`,
    pausing: '正在暂停…',
    paused: '已暂停',
    left: (time) => `剩余 ${time}`,
    ended: {
      done: '列表中的配方都已尝试。',
      time: '时间到。',
      left: '已停止。已有的尝试都会保留，可以从这里继续。',
    },
    nothing: '时间不够得出第一个结果：在此设备上仅把图片看一遍就需要更久。已开始的部分会保留；请继续，或减少图片（“最多使用”）。',
    nothingWhole:
      '时间不够得到第一个结果：网络从未训练的状态开始，每种配方都要训练整个网络，最短的一种在这里也需要更久。请给更多时间，或使用更小或更少的图片。',
    pause: '暂停',
    resume: '继续',
    stop: '停止查找',
    progress: '查找用时',
    best: (trial) => `目前最好：配方 ${n(trial)}`,
    found: (trial) => `找到：配方 ${n(trial)}`,
    itsFigure: (accuracy, low, high, pictures, epochs) =>
      `${n(epochs)} 轮后，${n(pictures)} 张图片中正确率 ${accuracy}（95% 区间 ${low} 至 ${high}）。`,
    yours: (accuracy, epochs) => `您原来的设置在 ${n(epochs)} 轮后达到 ${accuracy}。`,
    isYours: '这就是您原来的设置，轮数取效果最好的。',
    flatters: '配方正是用这些图片选出的，所以这个数字略偏乐观。带标签的测试图片没有使用。',
    folds: (parts) => `验证图片较少，因此所有图片都参与评判：分为 ${n(parts)} 份，每份由学习其余部分的分类头评判。`,
    take: '采用此配方',
    taken: '表单中现在是此配方。',
    openRun: '查看其训练',
    close: '收起',
    startFirst: '请先选择从哪种权重开始：查找会在这些权重上尝试各种配方。',
    ofOthers: (pictures) => `这次查找用的是其他图片：${pictures}。`,
    reopens: '继续时会重新打开它们。',
    fromOthers: (weights) => `其配方的起始权重与现在选择的不同${weights ? `：${weights}` : ''}。`,
    chooseThem: '要继续，请重新选择它们。',
    table: '尝试过的配方',
    recipe: '配方',
    after: (epochs) => `${n(epochs)} 轮`,
    own: '您的设置',
    whole: (epochs) => `训练整个网络，${n(epochs)} 轮`,
    status: {
      waiting: '等待',
      on: '进行中',
      begun: '已开始',
      tried: '',
      out: '淘汰',
      failed: '损失发散或内存不足',
    },
    bestMark: '最好',
    lossOf: (loss) => `损失 ${loss}`,
    rightOf: '正确率',
    howWhole: '网络从未训练的状态开始：单独的分类头无所依据，因此每种配方都训练整个网络，轮数少的在前。',
    how: (heads, stages) =>
      `先比较 ${n(heads)} 种分类头配方，分别在 ${stages.map((epochs) => n(epochs)).join('、')} 轮后比较，每次最好的三分之一继续。若还有时间，再训练整个网络。`,
  },
}
