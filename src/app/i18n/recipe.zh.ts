/** The texts of presets, the schedule, the learning-rate finder and downloaded weights, in Simplified Chinese. */
import type { RecipeText } from './recipe.en'
import { wordsOf } from './words'

const { n } = wordsOf('zh-CN')

export const recipeZh: RecipeText = {
  presets: '起点',
  presetNone: '选一个起点，再按需修改。',
  schedule: '训练中的学习率',
  scheduleLabel: (first, most, last) => `训练中的学习率：从 ${first} 开始，最高 ${most}，结束于 ${last}`,
  schedulePlateau: '验证不再改善时会降低，训练前无法画出。',
  find: '寻找学习率',
  findHint: '在网络的副本上尝试一百个逐渐升高的学习率，需片刻到几分钟。模型保持不变。',
  finding: '正在尝试逐渐升高的学习率…',
  findStop: '停止',
  findTitle: '学习率查找器',
  findPlot: (suggestion) => `平滑损失随学习率的变化；建议：${suggestion}`,
  findNone: '损失始终没有下降，无法给出建议。请尝试更大的批或其他权重。',
  findSuggests: (rate) => `建议 ${rate}，此处损失下降最快。`,
  findTake: '采用',
  findClose: '关闭',
  rate: '学习率',
  stages: '各轮中哪些模块在学习',
  stage: (first, last) => (first === last ? `第 ${n(first)} 轮` : `第 ${n(first)}–${n(last)} 轮`),
  listOf: (most, min, max, rising) =>
    `最多 ${n(most)} 个数，均在 ${min} 与 ${max} 之间，用逗号分隔${rising ? '，且后一个不小于前一个' : ''}`,
  weightsGet: '从 Hugging Face 获取 ImageNet 的 ResNet18',
  weightsGetHint: 'timm/resnet18.tv_in1k，47 MB；下载后可离线使用。',
  hubOther: '按名称或地址获取其他权重',
  hubName: '名称或地址',
  hubHint:
    '采用 torchvision 或 timm 命名的 ResNet18 或 ResNet34：填写 Hugging Face 上的名称，或任何 .safetensors 文件的 https 地址。下载由一个看不到图片的独立线程完成。',
  hubGet: '获取',
  weightsHub: '已下载',
  otherDepth: (weights, chosen) =>
    `这些是 ${weights} 的权重，因此将训练 ${weights}，尽管设置中选的是 ${chosen}。要训练 ${chosen}，请先选用它的权重。`,
  weightsVerified: 'SHA-256 与 Hugging Face 公布的一致',
  weightsUnverified: 'Hugging Face 没有给出该文件的 SHA-256，因此无法检查传输中是否损坏。名称和形状是正确的。稍后重新获取即可再次检查。',
  downloading: (done, of) => `${done} / ${of}`,
  downloaded: (done) => `已下载 ${done}`,
  downloadStarting: '正在连接…',
  retries: (times) => `连接中断 ${n(times)} 次，均已续传。`,
  cancel: '取消',
}
