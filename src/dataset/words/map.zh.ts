/** The texts of the map of the pictures and of those that are alike, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { mapEn } from './map.en'

const { n, percent, fixed } = numbersOf('zh')

export const mapZh: typeof mapEn = {
  map: {
    view: '图片的显示方式',
    grid: '网格',
    map: '地图',
    title: '图片地图',
    lead: '模型认为相似的图片彼此相邻：没有命名的分组、混在其他类别中的错误标签、哪里都不属于的图片。相距远说明不了什么，相邻则很能说明问题。',
    start: '绘制地图',
    again: '重新绘制',
    otherModel: '现在回答的模型不是绘制这张地图的模型，请重新绘制。',
    laid: (total) => `${n(total)} 张图片`,
    unreadable: (total) => `${n(total)} 张图片无法读取，不在地图上。`,
    phases: {
      looking: (done, of) => `正在看图片：${n(done)} / ${n(of)}`,
      comparing: (done, of) => `正在相互比较：${percent(done / of, 0)}`,
      arranging: (done, of) => `正在排布地图：${percent(done / of, 0)}`,
      measuring: (done, of) => `正在读取亮度和清晰度：${n(done)} / ${n(of)}`,
    },
    canvas: (total) => `${n(total)} 张图片的地图`,
    keys: '方向键移动地图，加号和减号缩放，0 显示整张地图。下面的表格按邻域列出同样的图片。',
    tool: '拖动的作用',
    tools: { move: '移动', lasso: '套索' },
    toolHints: {
      move: '拖动可移动，滚轮或双指可缩放；按住 Shift 拖动可圈选图片。单击打开图片。',
      lasso: '拖动画线圈选图片；按住 Ctrl 可继续添加。',
    },
    hint: '圈选图片，或从下面的表格中选一个邻域，即可修改它们。',
    closer: '放大',
    further: '缩小',
    whole: '显示整张地图',
    colouring: '着色方式',
    colourings: { class: '按类别', predicted: '按模型的回答', right: '按对错', split: '按划分', loss: '按损失' },
    legend: '颜色的含义',
    swatches: { right: '正确', wrong: '错误', unknown: '没有可比较的标签', train: '训练', val: '验证', test: '测试' },
    lossFrom: (loss) => `${fixed(loss, 2)} 起`,
    counted: (total) => n(total),
    moreClasses: (total) => `另有 ${n(total)} 个`,
    says: (name, probability) => `模型认为是“${name}”，${percent(probability, 0)}`,
    inGrid: (total) => `在网格中显示 ${n(total)} 张`,
    openThem: '逐张查看',
    neighbourhoods: '地图的各个邻域',
    columns: { pictures: '图片', examples: '其中几张', mostly: '主要是', wrong: '模型答错', select: '选中' },
    selectNeighbourhood: (place, name, total) => `选中第 ${n(place)} 个邻域，主要是“${name}”，${n(total)} 张图片`,
    alike: {
      find: '查找相似图片',
      looking: '正在查找相似图片',
    },
    among: {
      alike: (name) => `与“${name}”最相似的图片，最相似的在前。`,
      chosen: (total) => `您在地图上选中的 ${n(total)} 张图片。`,
      weak: (total) => `模型经常答错的 ${n(total)} 张图片，答错的在前。`,
      all: '显示所有图片',
    },
  },
}
