/** The texts of the page that is sent, in the language that the browser asks for; those of the camera are the studio's. */
import type { DecodeFault } from '../../workers/data/files/refusal'
import { en as cameraEn } from '../camera/words/en'
import { zh as cameraZh } from '../camera/words/zh'
import { isolating } from '../ui/names'
import { noneOfSays } from '../ui/noneOfSays'
import { numbersOf } from '../ui/numbers'

const of = numbersOf('en')
const en = {
  locale: 'en',
  numbers: of,
  says: (classes: number) => `Show it a picture: it says which of ${of.n(classes)} classes that is most likely to be.`,
  more: (count: number) => `and ${of.n(count)} more`,
  stays: 'Pictures stay on this machine: this page cannot connect to anything.',
  preparing: 'Getting ready …',
  drop: 'Drop pictures here, or paste one',
  choose: 'Choose pictures',
  clear: 'Clear',
  looking: 'Looking …',
  pictures: 'Pictures',
  pasted: 'Pasted picture',
  answer: (file: string, name: string, share: string) => `${file}: ${name}, ${share}`,
  noneOf: { says: noneOfSays.en, why: 'It is less like the pictures that the model learned from than nearly all that it was tried on.' },
  probabilities: 'Probability of each class',
  all: (classes: number) => `Show all ${of.n(classes)} classes`,
  fewer: 'Show fewer',
  webcam: 'Webcam',
  hint: 'Hold something in front of the camera.',
  milliseconds: (ms: number) => `${of.n(ms)} ms a frame`,
  camera: cameraEn.webcam,
  fromDisk: {
    what: 'This browser gives the camera to no page that is opened from disk.',
    means: 'Pictures work all the same.',
    todo: 'Open the page in Chrome, Edge or Firefox for the webcam, or use picture files instead.',
  },
  faults: {
    empty: 'The file is empty.',
    'not-a-picture': 'This is no picture.',
    'cannot-decode': 'This browser cannot read it. Save it as JPEG or PNG and try that.',
    'too-large': 'It is too large. Make it smaller and try that.',
  } as Record<DecodeFault, string>,
  broken: {
    what: 'The model does not work in this browser.',
    todo: 'Open the page in a recent Chrome, Edge, Firefox or Safari (16.4 or later). If it fails there too, the file is damaged: ask for it again.',
  },
  card: {
    title: 'About this model',
    limits:
      'It always answers with one of its classes, also when the picture shows something else. Try it on pictures of your own before you rely on it.',
    tells: `It always answers with one of its classes. Where a picture is unlike those that it learned from it says “${noneOfSays.en}”, but it does not notice all of them. Try it on pictures of your own before you rely on it.`,
    classes: 'Classes',
    validation: 'Accuracy in validation',
    test: 'Accuracy in the test',
    right: (right: number, judged: number, share: string) =>
      `${share}: ${of.n(right)} of ${of.n(judged)} pictures that it did not learn from`,
    dataset: 'Learnt from',
    created: 'Trained',
    base: 'Began with',
    untrained: 'nothing that was learnt before',
    licence: 'Licence of those weights',
    network: 'Network',
    maker: 'Made by',
    px: (arch: string, size: number) => `${arch}, ${of.n(size)} × ${of.n(size)} px`,
  },
}
export type Words = typeof en

const zhOf = numbersOf('zh-CN')
const zh: Words = {
  locale: 'zh-CN',
  numbers: zhOf,
  says: (classes) => `给它一张图片，它会说出最可能是 ${zhOf.n(classes)} 个类别中的哪一个。`,
  more: (count) => `以及另外 ${zhOf.n(count)} 个`,
  stays: '图片只留在这台设备上：本页无法连接任何地方。',
  preparing: '正在准备…',
  drop: '把图片拖到这里，或粘贴一张',
  choose: '选择图片',
  clear: '清空',
  looking: '正在看…',
  pictures: '图片',
  pasted: '粘贴的图片',
  answer: (file, name, share) => `${file}：${name}，${share}`,
  noneOf: { says: noneOfSays.zh, why: '它与模型学习过的图片相似的程度，低于检验模型所用的几乎所有图片。' },
  probabilities: '各类别的概率',
  all: (classes) => `显示全部 ${zhOf.n(classes)} 个类别`,
  fewer: '收起',
  webcam: '摄像头',
  hint: '把东西举到摄像头前。',
  milliseconds: (ms) => `每帧 ${zhOf.n(ms)} 毫秒`,
  camera: cameraZh.webcam,
  fromDisk: {
    what: '此浏览器不允许从磁盘打开的页面使用摄像头。',
    means: '图片照样可以使用。',
    todo: '要用摄像头，请在 Chrome、Edge 或 Firefox 中打开本页，或改用图片文件。',
  },
  faults: {
    empty: '文件是空的。',
    'not-a-picture': '这不是图片。',
    'cannot-decode': '此浏览器无法读取它。请另存为 JPEG 或 PNG 再试。',
    'too-large': '图片太大。请缩小后再试。',
  },
  broken: {
    what: '模型无法在此浏览器中运行。',
    todo: '请用较新的 Chrome、Edge、Firefox 或 Safari（16.4 及以上）打开本页。如果仍然不行，说明文件已损坏：请重新索取。',
  },
  card: {
    title: '关于这个模型',
    limits: '它总会回答其中一个类别，即使图片是别的东西。在依靠它之前，请先用自己的图片试一试。',
    tells: `它总会回答其中一个类别。图片与它学习过的不像时，它会说“${noneOfSays.zh}”，但不能保证每次都看得出来。在依靠它之前，请先用自己的图片试一试。`,
    classes: '类别',
    validation: '验证准确率',
    test: '测试准确率',
    right: (right, judged, share) => `${share}：在没有学习过的 ${zhOf.n(judged)} 张图片中答对 ${zhOf.n(right)} 张`,
    dataset: '学习所用的图片',
    created: '训练时间',
    base: '起始权重',
    untrained: '无（从未训练的网络开始）',
    licence: '起始权重的许可证',
    network: '网络',
    maker: '制作',
    px: (arch, size) => `${arch}，${zhOf.n(size)} × ${zhOf.n(size)} 像素`,
  },
}

/** The texts in the first of the languages that there are texts in; English where there is none. */
export function wordsFor(languages: readonly string[]): Words {
  const first = languages.find((language) => /^(en|zh)\b/i.test(language))
  return isolating(first && /^zh/i.test(first) ? zh : en)
}
