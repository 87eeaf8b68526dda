/** Whom each format is for, and by which words it is found: the one place for both. Its name and what is said of it are words of the page. */
import type { ExportFormat } from '../../../workers/protocol'

/** What somebody wants a model for, in the order in which they stand: those who need the least come first. */
export const PURPOSES = ['somebody', 'app', 'web', 'phone', 'python', 'hub', 'cluster', 'studio', 'readers'] as const
export type Purpose = (typeof PURPOSES)[number]

/** What can be taken away: a file of the model, or the run itself. */
export type Takeaway = ExportFormat | 'run'

interface Listed {
  readonly purpose: Purpose
  /** Of several for one purpose the one to take. */
  readonly isBest?: true
  /** What people call it, or what they have that reads it, in every language that the page has; those of its name and purpose need not be here. */
  readonly terms: readonly string[]
}

/** What most programs read: for whoever does not know which. */
export const RECOMMENDED: Takeaway = 'onnx'

/** In the order in which those of one purpose stand. */
export const LISTED: Readonly<Record<Takeaway, Listed>> = {
  'one-page': {
    purpose: 'somebody',
    isBest: true,
    terms: [
      'html',
      'browser',
      'friend',
      'offline',
      'webcam',
      'e-mail',
      'send',
      'windows',
      'mac',
      'no install',
      '浏览器',
      '朋友',
      '离线',
      '摄像头',
      '发送',
      '免安装',
    ],
  },
  onnx: {
    purpose: 'app',
    isBest: true,
    terms: [
      ...[
        'onnx runtime',
        'ort',
        'c#',
        'c++',
        '.net',
        'dotnet',
        'java',
        'kotlin',
        'swift',
        'rust',
        'go',
        'node.js',
        'javascript',
        'python',
        'opencv',
        'unity',
      ],
      ...['openvino', 'tensorrt', 'windows ml', 'raspberry pi', 'netron', 'server', 'desktop', '树莓派', '服务器', '程序', '桌面'],
    ],
  },
  tfjs: {
    purpose: 'web',
    isBest: true,
    terms: ['tensorflow.js', 'tfjs', 'keras', 'javascript', 'website', 'react', 'vue', '网站', '前端'],
  },
  'teachable-machine': {
    purpose: 'web',
    terms: ['ml5.js', 'p5.js', 'processing', 'sketch', 'google', 'tensorflow.js', 'javascript', '谷歌', '草图', '课堂'],
  },
  'onnx-f16': {
    purpose: 'phone',
    isBest: true,
    terms: [
      ...[
        'iphone',
        'ipad',
        'ios',
        'android',
        'mobile',
        'swift',
        'kotlin',
        'react native',
        'flutter',
        'core ml',
        'onnx runtime',
        'half',
        'float16',
        'fp16',
        'f16',
      ],
      ...['small', '苹果', '安卓', '移动', '平板', '小'],
    ],
  },
  'onnx-int8': {
    purpose: 'phone',
    terms: [
      'android',
      'int8',
      'eight bit',
      '8 bit',
      'quantized',
      'quantised',
      'quantization',
      'qdq',
      'raspberry pi',
      'edge',
      'smallest',
      '量化',
      '树莓派',
      '最小',
    ],
  },
  safetensors: {
    purpose: 'python',
    isBest: true,
    terms: [
      'pytorch',
      'torch',
      'torchvision',
      'jupyter',
      'notebook',
      'colab',
      'kaggle',
      'state dict',
      'load_state_dict',
      'weights',
      'fine-tune',
      '权重',
      '微调',
      '笔记本',
    ],
  },
  hub: {
    purpose: 'hub',
    isBest: true,
    terms: [
      'hf',
      'transformers.js',
      'timm',
      'python',
      'pytorch',
      'model card',
      'share',
      'publish',
      'push',
      'upload',
      '模型卡',
      '分享',
      '发布',
      '推送',
      '上传',
    ],
  },
  pytorch: {
    purpose: 'cluster',
    isBest: true,
    terms: ['python', 'torch', 'torchrun', 'slurm', 'gpu', 'ddp', 'webdataset', 'cloud', 'train', 'server', '显卡', '训练', '云', '服务器'],
  },
  run: { purpose: 'studio', isBest: true, terms: ['backup', 'import', 'another computer', 'laptop', '备份', '导入', '另一台电脑'] },
  report: {
    purpose: 'readers',
    isBest: true,
    terms: ['pdf', 'print', 'show', 'chart', 'curves', 'confusion matrix', '打印', '展示', '曲线', '混淆矩阵'],
  },
  'metrics-json': { purpose: 'readers', terms: ['pandas', 'python', 'script', 'r', 'confusion matrix', '脚本', '混淆矩阵'] },
  'metrics-csv': { purpose: 'readers', terms: ['excel', 'google sheets', 'numbers', 'libreoffice', 'pandas', 'r', '表格', '曲线'] },
  tensorboard: { purpose: 'readers', terms: ['tensorflow', 'logdir', 'logs', 'curves', 'hyper-parameters', '曲线', '超参数'] },
}

export const TAKEAWAYS = Object.keys(LISTED) as readonly Takeaway[]

/** As it is compared: of one case, without accents and without what people leave out of names. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[.\-_’'“”"]/g, '')

/** Letters of scripts that leave no room between words: a word may stand anywhere in them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

const words = (text: string): string[] =>
  plain(text)
    .split(/[\s,;:/()（）、，：]+/)
    .filter((word) => word !== '')

/**
 * Whether each word of what was typed begins one of a format's own.
 * @param named what the page calls it and its purpose, in the person's language
 */
export function isFound(typed: string, takeaway: Takeaway, named: readonly string[]): boolean {
  const all = [...named, ...LISTED[takeaway].terms]
  // "Core ML" is found as coreml, too.
  const known = all.flatMap((text) => [...words(text), words(text).join('')])
  return words(typed).every((word) => known.some((one) => (UNSPACED.test(word) ? one.includes(word) : one.startsWith(word))))
}
