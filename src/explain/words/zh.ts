/** The texts of Grad-CAM, and of attention in its place, in Simplified Chinese. */
import type { en } from './en'

export const zh: typeof en = {
  gradCam: {
    explain: (path) => `为什么？${path}`,
    title: '网络看的是哪里',
    lead: (name) => `亮处：支持“${name}”的部分（Grad-CAM）。`,
    verdict: (label, answer, isRight) => `标签是${label}，回答是${answer}：${isRight ? '正确' : '错误'}`,
    forClass: '针对类别',
    likeliest: (name) => (name ? `最可能的类别（${name}）` : '最可能的类别'),
    original: '网络看到的图片',
    low: '低：不支持',
    high: '高：最支持',
    legend: (name) => `叠加的色标：暗处不支持“${name}”，亮处最支持`,
    opacity: '叠加强度',
    picture: (name) => `网络看到的图片，支持${name}的部分被点亮`,
    attention: {
      lead: '亮处：最后一层取用最多的方块（注意力）。',
      help: 'Vision Transformer 显示的是注意力，对所有类别都一样：它看了哪里，而不是什么支持某个类别。',
      low: '低：取用很少',
      high: '高：取用最多',
      legend: '叠加的色标：最后一层从暗处的方块取用很少，从亮处取用最多',
      picture: '网络看到的图片，最后一层取用最多的方块被点亮',
    },
  },
}
