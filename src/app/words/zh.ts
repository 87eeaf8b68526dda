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
  site: {
    newVersion: '有新版本。更新时页面会重新加载，图片和训练记录都会保留。',
    take: '更新',
    later: '以后再说',
    close: '关闭',
    kept: '所有文件都已保存在此浏览器中：没有网络也能打开本页并训练。',
    oneThread:
      '浏览器在这里不允许本页使用多个线程（无痕窗口，或网站数据被阻止），因此处理器只用一个线程训练：速度较慢，结果相同。在普通窗口中会使用全部线程。',
    notSecure:
      '此网址不安全（http），因此浏览器只给本页一个线程，不能用摄像头和显卡。请用 https 打开，或在提供页面的机器上用 http://localhost 打开。',
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
    diverged: '训练发散',
    failed: '训练出错',
    afterTraining: '训练后可用',
    accuracy: (share) => `正确 ${percent(share)}`,
    tryIt: '试用',
  },
}
