/** The texts of capturing pictures by webcam, in Simplified Chinese. */
import type { CaptureText } from './capture.en'
import { wordsOf } from './words'

const { n } = wordsOf('zh-CN')
const pictures = (total: number) => `${n(total)} 张图片`

export const captureZh: CaptureText = {
  open: '摄像头',
  openHint: '在这里拍摄图片：按住每个类别的按钮即可。',
  goOn: '继续使用已拍摄的图片',
  goOnHint: (total, classes) => `${n(classes)} 个类别，共 ${pictures(total)}，保存在此浏览器中`,
  title: '用摄像头拍摄图片',
  lead: '按住某个类别的按钮，摄像头看到的画面就会加入该类别，每秒约十张。图片只保存在此浏览器中。',
  tip: '多次短按胜过一次长按：转动、移动物体，换换光线。同一次按住所拍的图片在留出验证集时不会被拆开。',
  back: '返回数据',
  loading: '正在查找之前拍摄的图片…',
  start: '把东西举到摄像头前，然后按住它所属类别的按钮。',
  classes: '类别',
  className: (number) => `类别 ${n(number)}`,
  nameLabel: (name) => `类别“${name}”的名称`,
  faults: {
    empty: '类别需要名称。',
    taken: '已有同名类别。',
    forbidden: '名称不能含斜杠，不能以点开头，最多 60 个字符。',
  },
  add: '添加类别',
  hold: '按住拍摄',
  holdLabel: (name) => `按住拍摄“${name}”`,
  holdKeys: '使用键盘：在按钮上按住空格键或回车键。',
  needsCamera: '请先打开摄像头。',
  pictures,
  holds: (total) => `按住 ${n(total)} 次`,
  none: '还没有图片',
  oneHold: '目前只按住过一次。请再拍一次，否则验证用的图片与训练图片出自同一时刻。',
  capturing: (name, total) => `${name}：${n(total)}`,
  added: (total, name) => `已向“${name}”添加 ${pictures(total)}。`,
  thumbnails: (name) => `“${name}”的图片，最新的在前`,
  picture: (number, name) => `“${name}”的第 ${n(number)} 张图片`,
  deletePicture: (number, name) => `删除“${name}”的第 ${n(number)} 张图片`,
  deleteClass: (name) => `删除类别“${name}”及其图片`,
  showAll: (total) => `显示全部 ${n(total)} 张`,
  showFewer: '只显示最新的',
  undo: '撤销',
  undoWhat: {
    hold: (name, total) => `从“${name}”中移除上次按住所拍的 ${pictures(total)}`,
    picture: (name, total) => `把 ${pictures(total)}放回“${name}”`,
    class: (name, total) => `恢复“${name}”及其 ${pictures(total)}`,
    rename: (name) => `恢复类别名称“${name}”`,
  },
  use: '使用这些图片',
  useNot: '至少要有两个类别各含两张图片。',
  noStorage: {
    what: '此浏览器不允许本页保存文件。',
    means: '拍摄的图片无处存放。隐私窗口常常如此。',
    todo: '请在普通窗口中打开 Trainyard，或改为打开图片文件夹。',
  },
}
