/** The texts of Grad-CAM, in Simplified Chinese. */
import type { en } from './en'

export const zh: typeof en = {
  gradCam: {
    explain: (path) => `为什么？${path}`,
    title: '网络看的是哪里（Grad-CAM）',
    lead: (name) => `亮处：支持“${name}”的部分。`,
    verdict: (label, answer, isRight) => `标签是${label}，回答是${answer}：${isRight ? '正确' : '错误'}`,
    forClass: '针对类别',
    likeliest: (name) => (name ? `最可能的类别（${name}）` : '最可能的类别'),
    original: '网络看到的图片',
    low: '低：不支持',
    high: '高：最支持',
    legend: (name) => `叠加的色标：暗处不支持“${name}”，亮处最支持`,
    opacity: '叠加强度',
    picture: (name) => `网络看到的图片，支持${name}的部分被点亮`,
  },
}
