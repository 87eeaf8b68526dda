/** WebGPU on Node for tests and benchmarks: the real GPU where there is one, else the SwiftShader that lies beside Chromium. */
import { existsSync } from 'node:fs'
import { create } from 'webgpu'

const ICD = 'vk_swiftshader_icd.json'
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/usr/lib64/chromium-browser']

/** How the text of a function ends that is not JavaScript's. */
const NATIVE = /\{\s*\[native code\]\s*\}$/

/** Held for the process's life: a GPU object that is collected while Dawn works ends the process. */
let held: GPU | null = null

/**
 * The `navigator.gpu` of Node. Fails, never skips, where no adapter can be had.
 * `VK_ICD_FILENAMES` wins where it is set; without a GPU driver the SwiftShader of an installed Chromium is taken.
 */
export function nodeGpu(): GPU {
  if (held) return held
  const hardware = existsSync('/dev/dri/renderD128') || existsSync('/dev/nvidiactl')
  if (!process.env.VK_ICD_FILENAMES && process.platform === 'linux' && !hardware) {
    const found = FOLDERS.map((folder) => `${folder}/${ICD}`).find((path) => existsSync(path))
    if (!found) throw new Error(`No GPU driver, and no ${ICD} in ${FOLDERS.join(', ')}: install Chromium, or set VK_ICD_FILENAMES.`)
    process.env.VK_ICD_FILENAMES = found
  }
  // By what Vulkan is to load, not by what the machine has: SwiftShader may be asked for beside a GPU, and other systems have GPUs without these files.
  if (process.env.VK_ICD_FILENAMES?.includes('swiftshader')) leaveTheProcessor()
  held = create([])
  return held
}

/**
 * While anything is awaited of Dawn its Node binding asks whether it is there by one setImmediate after another, which takes a whole core:
 * one that SwiftShader computes and compiles with. Functions that are not JavaScript's are called a millisecond later instead; a real GPU, where
 * that millisecond would be seen in a step's time, is left alone.
 */
function leaveTheProcessor(): void {
  const soon = globalThis.setImmediate
  const patient = (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
    NATIVE.test(Function.prototype.toString.call(callback)) ? setTimeout(callback, 1, ...args) : soon(callback, ...args)
  globalThis.setImmediate = Object.assign(patient, soon) as unknown as typeof setImmediate
}
