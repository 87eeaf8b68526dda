/** The texts of what a run computes on, with those of the rooms below that it shows too. */
import type { DeviceInfo } from '../../../workers/protocol'
import { words as page } from '../../page/words'
import { type TextOf, textHook, together } from '../../ui/language'
import { words as ui } from '../../ui/words'
import { en } from './en'
import { zh } from './zh'

export const words = together(ui, page, { en, zh })
export const useText = textHook(words)
export type Text = TextOf<typeof words>

/** "WebGPU · Apple M2, mixed precision", "CPU · wasm, 1 thread". */
export function engineName(text: Text, { backend, device, precision }: Pick<DeviceInfo, 'backend' | 'device' | 'precision'>): string {
  const { cpu } = text.device
  const stock = `${cpu} (TensorFlow.js)`
  const kind = { webgpu: 'WebGPU', wasm: cpu, 'tfjs-webgpu': 'WebGPU (TensorFlow.js)', 'tfjs-wasm': stock, 'tfjs-cpu': stock }
  return `${kind[backend]} · ${precision === 'mixed' ? text.device.mixed(device) : device}`
}
