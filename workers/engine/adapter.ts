/** What a WebGPU adapter is called, and whether it is the processor in a graphics card's place: the one answer for all engines and the page. */

/** What is known of an adapter; TensorFlow.js tells only the first two. */
export type AdapterFacts = Partial<Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description' | 'isFallbackAdapter'>>

/** Adapters that compute on the processor, by the names that they give themselves: Chromium's, Mesa's two, Windows' own. */
const ON_THE_PROCESSOR = /swiftshader|llvmpipe|lavapipe|basic render|software/i

const words = (...texts: readonly (string | undefined)[]): string => texts.filter(Boolean).join(' ')

export function isSoftware({ vendor, architecture, device, description, isFallbackAdapter }: AdapterFacts): boolean {
  return isFallbackAdapter === true || ON_THE_PROCESSOR.test(words(vendor, architecture, device, description))
}

/** For a person: "Apple M2", "nvidia ampere"; "GPU" where it does not say. */
export const adapterName = ({ vendor, architecture, device, description }: AdapterFacts): string =>
  description || words(vendor, architecture, device) || 'GPU'

/** Tells adapters apart by all that they tell of themselves, the driver too where a browser tells that. */
export const adapterKey = ({ vendor, architecture, device, description }: AdapterFacts): string =>
  [vendor, architecture, device, description].join('|')

/** What an adapter tells of itself; nothing where the browser has no such thing (Chrome before 127). */
export const infoOf = ({ info }: { readonly info?: GPUAdapterInfo }): GPUAdapterInfo => info ?? NOTHING_TOLD

const NOTHING_TOLD = { vendor: '', architecture: '', device: '', description: '' } as GPUAdapterInfo
