/** The texts of what a run computes on, in Simplified Chinese. */
import type { en } from './en'

export const zh: typeof en = {
  device: {
    label: '设备',
    asking: '正在查找设备…',
    cpu: 'CPU',
    mixed: (device) => `${device}，混合精度`,
    title: '训练在哪里运行',
    choose: '运行设备',
    notThere: '此处不可用',
    locked: '停止训练后才能更换设备。',
    why: {
      chosen: '由您选择。',
      'hardware-gpu': '检测到显卡，速度最快，因此选用。',
      'no-webgpu': '此浏览器没有 WebGPU，改用处理器训练（WebAssembly）。',
      'no-adapter': '有 WebGPU 但没有可用的显卡，改用处理器训练（WebAssembly）。',
      'software-gpu': '这里只有软件模拟的 GPU，比处理器还慢，因此使用处理器。',
      'gpu-refused': '显卡未能启动（驱动程序拒绝），改用处理器训练（WebAssembly）。',
      'gpu-wrong': '试算时显卡给出了错误的结果，改用处理器训练（WebAssembly）。更新浏览器或驱动程序后可能恢复正常，届时会重新试算。',
    },
    report: {
      what: '试算时显卡有一部分结果不正确，这部分不会被使用。',
      copy: '复制以便报告问题',
      copied: '已复制',
    },
    software: '软件模拟，速度慢。',
  },
}
