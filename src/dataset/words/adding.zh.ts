/** The texts of adding to what is open, and of the keys, in Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { addingEn } from './adding.en'

const { n } = numbersOf('zh-CN')
const pictures = (total: number) => `${n(total)} 张图片`

export const addingZh: typeof addingEn = {
  adding: {
    title: '添加到这些图片',
    lead: '添加的内容成为数据集的一部分；原有图片的划分不变。也可以直接拖到这里：任意位置，或某个类别上。',
    pictures: '选择图片',
    picturesHint: '本设备上的照片；在手机上即相册。',
    folder: '添加文件夹',
    zip: '添加 zip',
    webcam: '来自摄像头',
    dropHere: '松开以添加，或改为打开',
    dropOn: (name) => `松开以添加到“${name}”`,
    looking: '正在查看要添加的内容',
    progress: (done, of) => `正在添加：第 ${n(done)} 张，共 ${pictures(of)}`,
    next: (more) => `之后还有 ${n(more)} 项。`,
    ask: (name) => `添加到“${name}”？`,
    found: (name, total) => `“${name}”：${pictures(total)}。`,
    notTaken: (files) => `有 ${n(files)} 个文件未采用：`,
    where: '它们是什么？',
    folders: '按文件夹或文件名',
    foldersOf: (name, total, isNew) => `${name}（${n(total)}${isNew ? '，新类别' : ''}）`,
    more: (classes) => `以及另外 ${n(classes)} 个`,
    oneClass: '全部属于同一类别',
    className: '类别',
    classHint: '选择一个类别，或输入新名称。',
    prediction: '仅用于预测',
    predictionHint: '没有类别的测试图片：不参与学习。',
    add: (total) => `添加 ${pictures(total)}`,
    instead: '改为打开',
    insteadHint: (name) => `打开它们以代替“${name}”。`,
    added: (total, classes) =>
      `已添加 ${pictures(total)}${
        classes.length === 0
          ? ''
          : `到${classes
              .slice(0, 4)
              .map((name) => `“${name}”`)
              .join('、')}${classes.length > 4 ? '……' : ''}`
      }。`,
    noneAdded: '没有添加任何图片。',
    same: (total) => `有 ${n(total)} 张已在其中，未再次添加：`,
    sameAs: (name, className) => `${name}（“${className}”）`,
    notKept: '浏览器没有空间保存它们：页面关闭或重新加载后就没有了，届时需要重新添加。',
    lost: (total) => `您添加过的 ${pictures(total)}未能由浏览器保存。重新添加后，您对它们所做的修改也会恢复：`,
    undo: '撤销',
    count: (total) => `已添加 ${pictures(total)}`,
    newClass: '新类别',
    newClassName: '新类别的名称',
    makeClass: '添加类别',
    exists: '已有同名类别。',
    empty: '空类别：把图片拖到这里，或选择图片。在此之前训练不会用到它。',
    addTo: (name) => `向 ${name} 添加图片`,
    remove: (name) => `移除 ${name}：其图片将被排除`,
    removed: (name) => `已移除“${name}”；其图片已排除。`,
    show: (name) => `只显示 ${name}`,
    toDataset: '添加到数据集',
    forPicture: (name) => `把 ${name} 添加到打开的数据集`,
    asTitle: (name) => `添加到“${name}”，作为`,
    is: (name) => `它是“${name}”`,
    other: '其他类别',
    take: '添加',
    isThere: (className) => `它已在其中，类别为“${className}”。`,
    isThereUnlabelled: '它已在其中，没有类别。',
    cannotAdd: '无法添加。',
    captures: (name) => `添加到“${name}”`,
  },
  keys: {
    title: '按键',
    open: '按键（?）',
    lead: '在本页任何位置都有效，输入文字或对话框打开时除外。',
    grid: '在图片网格中',
    place: '在“数据”的任何位置',
    key: '按键',
    does: '作用',
    or: '或',
    commands: {
      undo: '撤销上一次修改或添加',
      redo: '重做',
      'leave-out': '排除所选图片',
      class: '把所选图片归入类别列表中该编号的类别',
      keys: '显示此列表',
      move: '移到下一张、下一行、下一页、第一张、最后一张；按住 Shift 则一路选中',
      tick: '选中该图片，或取消选中',
      open: '打开图片',
      all: '选中所有显示的图片',
      clear: '取消所有选中',
    },
    undone: '已撤销。',
    redone: '已重做。',
    nothingToUndo: '没有可撤销的操作。',
    nothingToRedo: '没有可重做的操作。',
    nothingSelected: '请先选中图片。',
    noSuchClass: (digit) => `没有编号为 ${n(digit)} 的类别。`,
    number: (digit) => `按键 ${n(digit)}`,
  },
}
