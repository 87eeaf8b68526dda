/** Pretrained weights: the bundled file, or one that the person brought. */
import { resnet } from '../model/resnet'
import { readSafetensors, SafetensorsError } from '../model/safetensors'
import type { ParamMap } from '../model/spec'
import { Problem, type WeightsInfo } from '../protocol'
import { withFreshHead } from './head'

export interface Weights {
  readonly info: WeightsInfo
  readonly depth: 18 | 34
  readonly params: ParamMap
}

const BUNDLED = { file: 'resnet18-starter.safetensors', bestSize: 96 } as const
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

/** Fetches the weights that come with the page. `base` is the page's address. */
export async function bundledWeights(base: string): Promise<Weights> {
  const address = new URL(`models/${BUNDLED.file}`, base).href
  const response = await fetch(address)
  if (!response.ok) throw new Problem('download-failed', { address, detail: `HTTP ${response.status}` })
  const bytes = await response.arrayBuffer()
  const { depth, params } = await readWeights(bytes, BUNDLED.file)
  return {
    depth,
    params,
    info: {
      name: 'Trainyard starter ResNet18',
      bundled: true,
      depth: `${depth}`,
      bestSize: BUNDLED.bestSize,
      sha256: await sha256(bytes),
      verified: null,
      licence: 'MIT; pretrained on Tiny ImageNet (research use)',
    },
  }
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
