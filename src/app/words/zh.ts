/** The texts of the frame round every place, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n, percent } = numbersOf('zh-CN')

export const zh: typeof en = {
  app: {
    skip: '跳到内容',
    places: '页面',
    language: '语言',
    appearance: '外观',
    light: '浅色',
    dark: '深色',
    system: '跟随系统',
    noRun: '未打开训练记录',
    answers: (name) => `由“${name}”作答`,
    deletedAnswers: '由一次已删除的训练作答',
    crashed: '页面绘制失败。',
    reload: '刷新页面',
  },
  rail: {
    noPictures: '还没有图片',
    opening: '正在打开…',
    pictures: (total) => `${n(total)} 张图片`,
    ready: '可以训练',
    needsPictures: '需要图片',
    starting: '正在启动…',
    paused: (epoch) => (epoch === undefined ? '已暂停' : `已暂停，第 ${n(epoch)} 轮`),
    looking: (share) => `正在看图：${percent(share, 0)}`,
    epoch: (epoch, of) => `第 ${n(epoch)} / ${n(of)} 轮`,
    done: '已完成',
    stopped: '已停止',
    failed: '训练出错',
    afterTraining: '训练后可用',
    accuracy: (share) => `正确 ${percent(share)}`,
    tryIt: '试用',
  },
}
