/** The texts about what keeps the network busy, in Simplified Chinese. */
import { noneOfSays } from '../../ui/noneOfSays'
import type { en } from './en'

export const zh: typeof en = {
  waitsFor: {
    submission: '正在生成提交文件，开始训练会中断它。请等待完成，或在“使用”中取消。',
    measuring: '正在比较回答方式，开始训练会中断它。请等待完成，或在“使用”中取消。',
    labels: '正在检查标签，开始训练会中断它。请等待完成，或在“数据”中取消。',
    pictures: '正在查看图片，开始训练会中断它。请等待完成，或在“数据”或“结果”中取消。',
    noneOf: '正在学习或试用图片的样子，开始训练会中断它。请等待完成，或在“使用”中取消。',
    search: '正在查找合适的配方。请等待完成，或停止它：已有结果不会丢失。',
    device: '正在测量这台设备。完成或停止后即可训练。',
    sweep: '正在查找学习率。请等待完成，或在“训练”中停止。',
    exporting: '正在生成并检查上一个模型的文件，完成后即可训练。',
  },
  noneOfNote: {
    says: noneOfSays.zh,
    why: '它与训练学过的图片相似的程度，低于您自己的几乎所有图片。',
  },
}
