/** The texts of a run’s figures and charts, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n, percent } = numbersOf('zh-CN')

const bestBy: typeof en.runView.bestBy = { 'val-loss': '验证损失最低', 'val-accuracy': '验证准确率最高' }

export const zh: typeof en = {
  runView: {
    bestRestored: (epoch, by) => `模型取自${bestBy[by]}的第 ${n(epoch)} 轮。`,
    bestBy,
    figures: {
      epoch: '轮次',
      step: (step, of) => `第 ${n(step)} / ${n(of)} 步`,
      valAccuracy: '验证准确率',
      valLoss: '验证损失',
      best: (epoch, by) => `${bestBy[by]}：第 ${n(epoch)} 轮`,
      highest: (accuracy, epoch) => `最高：${accuracy}，第 ${n(epoch)} 轮`,
      speed: '每秒图片数',
      waiting: (share) => `${percent(share, 0)} 的时间在等数据`,
      timeLeft: '剩余时间',
      leftLater: '几步之后可知',
      took: '用时',
      firstEpoch: '第一轮后显示',
    },
    charts: {
      loss: '损失',
      lossUnit: '交叉熵',
      accuracy: '准确率',
      accuracyUnit: '正确百分比',
      epochs: '轮',
      train: '训练（平滑）',
      trainMean: '训练（本轮平均）',
      val: '验证',
      best: (epoch) => `最佳（${n(epoch)}）`,
      logarithmic: '对数坐标轴',
      waiting: '训练几步后会出现数据点。',
      waitingForLook: '看完所有图片后会出现数据点。',
      epoch: '轮次',
    },
    confusionOf: (epoch) => `第 ${n(epoch)} 轮`,
    ofModel: (epoch) => `第 ${n(epoch)} 轮，即模型所取的一轮`,
    ends: { diverged: '发散', stopped: '已停止', failed: '出错', interrupted: '已中断', running: '进行中' },
    afterFirst: '第一轮后显示。',
  },
}
