/** Pretrained weights: the bundled file, or one that the person brought. */
import { resnet } from '../../model/resnet'
import { readSafetensors, SafetensorsError } from '../../model/safetensors'
import { paramsFault } from '../../model/sound'
import { headOf, type Param, type ParamInfo, type ParamMap, paramInfos } from '../../model/spec'
import { MOST_WEIGHTS_BYTES, NETWORK_NAMES, NETWORKS, type NetworkName, oneLine, Problem, type WeightsInfo } from '../../protocol'
import { withFreshHead } from './head'

export interface Weights {
  readonly info: WeightsInfo
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
  kept: null,
  licence: 'MIT; pretrained on Tiny ImageNet (research use)',
}
/** ImageNet's weights are trained at 224 px; so are nearly all that people bring. */
const USUAL_SIZE = 224
/** Characters of a licence that are kept: enough for its name and where to read it. */
const MOST_LICENCE = 300
const MOST_NAME = 200

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Reads and checks a safetensors file with torchvision's (or timm's, which are the same) names.
 * @throws Problem `weights-malformed`, `weights-mismatch`, `weights-unsound`, `weights-too-large`
 */
async function readWeights(
  bytes: ArrayBuffer,
  file: string,
): Promise<{ depth: NetworkName; params: ParamMap; metadata: Readonly<Record<string, string>> }> {
  assertWeightsSize(file, bytes.byteLength)
  const wanted = new Set(NETWORK_NAMES.flatMap((network) => backboneOf(network).map(({ name }) => name)))
  let read: ReturnType<typeof readSafetensors>
  try {
    read = readSafetensors(bytes, (name) => wanted.has(name))
  } catch (error) {
    if (error instanceof SafetensorsError) throw new Problem('weights-malformed', { file, detail: error.message })
    throw error
  }
  const depth = likestNetwork(read.tensors)
  const fault = paramsFault(backboneOf(depth), read.tensors)
  if (fault?.kind === 'value') throw new Problem('weights-unsound', { file, name: fault.name, value: String(fault.value) })
  withFreshHead(networkOf(depth), read.tensors, 0, file)
  return { depth, params: read.tensors, metadata: read.metadata }
}

const networkOf = (name: NetworkName) => resnet(NETWORKS[name].arch, { classes: 2 })

/** All but the head, which is drawn anew. */
function backboneOf(name: NetworkName): ParamInfo[] {
  const spec = networkOf(name)
  return paramInfos(spec).filter(({ block }) => block !== headOf(spec))
}

/** The network that a file's tensors fit, or that they come nearest to: which lacks the fewest of them and has the fewest that it does not know. */
export function likestNetwork(tensors: ReadonlyMap<string, Pick<Param, 'shape'>>): NetworkName {
  const others = (name: NetworkName): number => {
    const wanted = backboneOf(name)
    const fitting = wanted.filter((info) => String(tensors.get(info.name)?.shape) === String(info.shape)).length
    return wanted.length + tensors.size - 2 * fitting
  }
  const counted = NETWORK_NAMES.map((name) => ({ name, others: others(name) }))
  return counted.reduce((best, one) => (one.others < best.others ? one : best)).name
}

/**
 * Refuses a file that cannot be weights of a network of ours, before its bytes are read.
 * @throws Problem `weights-too-large`
 */
export function assertWeightsSize(file: string, bytes: number): void {
  if (bytes > MOST_WEIGHTS_BYTES) throw new Problem('weights-too-large', { file, limit: MOST_WEIGHTS_BYTES })
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
  const { params } = await readWeights(bytes, BUNDLED)
  return { params, info: BUNDLED_INFO }
}

/**
 * Reads a file that the person brought, or that was downloaded and then compared with the hub's SHA-256 or not.
 * @throws Problem as `readWeights`
 */
export async function broughtWeights(name: string, bytes: ArrayBuffer, verified: boolean | null = null): Promise<Weights> {
  const { depth, params, metadata } = await readWeights(bytes, name)
  const size = Number(metadata.best_size ?? metadata.image_size)
  return {
    params,
    info: {
      name: oneLine(name, MOST_NAME),
      bundled: false,
      depth,
      bestSize: Number.isInteger(size) && size >= 32 && size <= 512 ? size : USUAL_SIZE,
      sha256: await sha256(bytes),
      verified,
      kept: null,
      // Some files hold the whole text.
      licence: oneLine(metadata.license ?? metadata.licence ?? '', MOST_LICENCE) || 'not stated in the file',
    },
  }
}
