/** The texts of the camera, in Simplified Chinese. */
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n } = numbersOf('zh-CN')

export const zh: typeof en = {
  webcam: {
    camera: '摄像头',
    unnamed: (number) => `摄像头 ${n(number)}`,
    start: '打开摄像头',
    stop: '关闭摄像头',
    mirror: '镜像',
    asking: '浏览器正在请求使用摄像头的权限…',
    video: '摄像头画面',
    seen: (px) => `框内是网络看到的部分，缩放为 ${n(px)} × ${n(px)} 像素。`,
    denied: { what: '无法使用摄像头。', means: '本页的摄像头权限被拒绝。', todo: '请点击地址栏中的摄像头图标，允许使用后再试。' },
    none: { what: '没有找到摄像头。', means: '没有连接，或系统未向浏览器开放。', todo: '请连接摄像头后再试，或改用图片。' },
    busy: { what: '无法打开摄像头。', means: '可能正被其他程序使用。', todo: '请关闭其他程序后再试。' },
    ended: { what: '摄像头停止了。', means: '它被拔掉、被其他程序占用，或权限被收回。', todo: '请重新连接或允许使用，然后再次打开。' },
    silent: {
      what: '摄像头还没有打开。',
      means: '浏览器可能仍在询问是否允许使用，或者摄像头没有响应。',
      todo: '请回答地址栏旁浏览器的询问。如果没有询问，请重新连接摄像头后再次打开。',
    },
    unsupported: {
      what: '此页面在这里不能使用摄像头。',
      means: '浏览器只允许 https 或 localhost 页面使用摄像头。',
      todo: '请通过 localhost 或 https 打开本页，或改用图片。',
    },
  },
}
