/** Pretrained weights: the bundled file, or one that the person brought. */
import { resnet } from '../../model/resnet'
import { readSafetensors, SafetensorsError } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { Problem, type WeightsInfo } from '../../protocol'
import { withFreshHead } from './head'

export interface Weights {
  readonly info: WeightsInfo
  readonly depth: 18 | 34
  readonly params: ParamMap
}

const BUNDLED = 'resnet18-starter.safetensors'
/** What is to be told of the weights that come with the page, before their 22 MB are read. */
export const BUNDLED_INFO: WeightsInfo = {
  name: 'Trainyard starter ResNet18',
  bundled: true,
  depth: '18',
  bestSize: 96,
  sha256: 'ec73db75789f07161e00e3748635bfe3c1296ae1b7378d0a6ff00a5e44baf7c0',
  verified: null,
  licence: 'MIT; pretrained on Tiny ImageNet (research use)',
}
/** ImageNet's weights are trained at 224 px; so are nearly all that people bring. */
const USUAL_SIZE = 224

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Reads and checks a safetensors file with torchvision's (or timm's, which are the same) names.
 * @throws Problem `weights-malformed`, `weights-mismatch`
 */
async function readWeights(
  bytes: ArrayBuffer,
  file: string,
): Promise<Omit<Weights, 'info'> & { metadata: Readonly<Record<string, string>> }> {
  let read: ReturnType<typeof readSafetensors>
  try {
    read = readSafetensors(bytes)
  } catch (error) {
    if (error instanceof SafetensorsError) throw new Problem('weights-malformed', { file, detail: error.message })
    throw error
  }
  // ResNet34 has a third block in layer1, ResNet18 has two.
  const depth = read.tensors.has('layer1.2.conv1.weight') ? 34 : 18
  withFreshHead(resnet(depth, { classes: 2 }), read.tensors, 0, file)
  return { depth, params: read.tensors, metadata: read.metadata }
}

/**
 * Fetches the weights that come with the page. `base` is the page's address.
 * @throws Problem `download-failed`, `weights-malformed`
 */
export async function bundledWeights(base: string): Promise<Weights> {
  const address = new URL(`models/${BUNDLED}`, base).href
  const response = await fetch(address)
  if (!response.ok) throw new Problem('download-failed', { address, detail: `HTTP ${response.status}` })
  const bytes = await response.arrayBuffer()
  if ((await sha256(bytes)) !== BUNDLED_INFO.sha256)
    throw new Problem('weights-malformed', { file: BUNDLED, detail: 'It is not the file that this page was made with.' })
  const { depth, params } = await readWeights(bytes, BUNDLED)
  return { depth, params, info: BUNDLED_INFO }
}

/** Reads a file that the person brought, or that was downloaded and then compared with the hub's SHA-256 or not. */
export async function broughtWeights(name: string, bytes: ArrayBuffer, verified: boolean | null = null): Promise<Weights> {
  const { depth, params, metadata } = await readWeights(bytes, name)
  const size = Number(metadata.best_size ?? metadata.image_size)
  return {
    depth,
    params,
    info: {
      name,
      bundled: false,
      depth: `${depth}`,
      bestSize: Number.isInteger(size) && size >= 32 && size <= 512 ? size : USUAL_SIZE,
      sha256: await sha256(bytes),
      verified,
      licence: metadata.license ?? metadata.licence ?? 'not stated in the file',
    },
  }
}
