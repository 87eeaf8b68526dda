/** The one question for a graphics card: what the browser does instead of an answer is no answer. */
import { started } from '../../starting'

/** So long a driver is waited for, in seconds. */
export const DRIVER_SECONDS = 60

/** The best adapter there is; null where the browser gives none, refuses to be asked (Firefox where WebGPU is switched off, some private windows), or does not answer in time. Never rejects. */
export async function askAdapter(): Promise<GPUAdapter | null> {
  try {
    const asked = (navigator.gpu as GPU | undefined)?.requestAdapter({ powerPreference: 'high-performance' })
    return (asked && (await started('graphics', asked, DRIVER_SECONDS))) ?? null
  } catch {
    return null // why is the browser's own affair: the processor trains, and the chip says so
  }
}
