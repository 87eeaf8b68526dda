/** Pretrained weights: the bundled file, or one that the person brought. */

import { isTensorFlows } from '../../model/efficientnet'
import { buildNetwork, headName } from '../../model/networks'
import { ATTENTIONS } from '../../model/resnet'
import { paramsFault } from '../../model/sound'
import { headOf, type ModelSpec, type Param, type ParamInfo, type ParamMap, paramInfos } from '../../model/spec'
import { fromTimm, isTimms, leftOpen, namesTensorFlows, TENSORFLOW_TAGS, TIMM_TAGS, timmName } from '../../model/timm'
import { isVit, otherVit, VIT_TAGS, vitTraining, withImageNetColours } from '../../model/timmVit'
import {
  archOf,
  attentionIn,
  type ChosenNetwork,
  MOST_WEIGHTS_BYTES,
  NETWORK_NAMES,
  NETWORKS,
  type OfferedNetwork,
  oneLine,
  Problem,
  type WeightsInfo,
  weightsName,
} from '../../protocol'
import { type TrainedHead, withFreshHead } from './head'
import { readTensors, type Tensors } from './tensors'
import { trainedHead } from './trainedHead'

export interface Weights {
  readonly info: WeightsInfo
  /** All but the head. */
  readonly params: ParamMap
  /** With which a run goes on; null where there is none, or none of ours. */
  readonly head: TrainedHead | null
}

const BUNDLED = 'resnet18-starter.safetensors'
/** What is to be told of the weights that come with the page, before their 22 MB are read. */
export const BUNDLED_INFO: WeightsInfo = {
  name: 'Trainyard starter ResNet18',
  bundled: true,
  depth: '18',
  attention: 'none',
  bestSize: 96,
  sha256: 'ec73db75789f07161e00e3748635bfe3c1296ae1b7378d0a6ff00a5e44baf7c0',
  verified: null,
  kept: null,
  licence: 'MIT; pretrained on Tiny ImageNet (research use)',
  model: null,
}
/** Most of ImageNet's weights are best at 224 px; so are nearly all that people bring. */
const USUAL_SIZE = 224
/** With a smaller part of a network's names a file is told as one of other names, not as one that lacks a tensor. */
const LEAST_NAMED = 0.6
/** Characters of a licence that are kept: enough for its name and where to read it. */
const MOST_LICENCE = 300
const MOST_NAME = 200
/** What names of a head's parameters begin with. */
const HEADS = NETWORK_NAMES.map((name) => `${headName(NETWORKS[name].arch)}.`)

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

interface Read extends Omit<Weights, 'info'>, Pick<Tensors, 'metadata' | 'among'> {
  readonly network: Required<ChosenNetwork>
}

/** The name of a tensor that a network here may have, its head's too. */
function known(): (name: string) => boolean {
  const wanted = new Set(
    CANDIDATES.flatMap((network) => {
      const timms = timmName(networkOf(network))
      return backboneOf(network).flatMap(({ name }) => [name, timms(name)])
    }),
  )
  return (name) => wanted.has(name) || HEADS.some((head) => name.startsWith(head))
}

/**
 * Reads and checks a file of weights.
 * @throws Problem `weights-malformed`, `weights-torch`, `weights-onnx`, `weights-other-kind`, `weights-other-vit`, `weights-other-names`, `weights-padding`, `weights-normalisation`, `weights-mismatch`, `weights-other-parts`, `weights-unsound`, `weights-too-large`
 */
async function readWeights(buffer: ArrayBuffer, file: string): Promise<Read> {
  assertWeightsSize(file, buffer.byteLength)
  const { params: read, metadata, names, unknown, among } = await readTensors(new Uint8Array(buffer), file, known())
  const likest = paddedAs(likestNetwork(read), metadata, file)
  const other = otherVit(read, unknown)
  if (other) throw new Problem('weights-other-vit', { file, ...other, example: NETWORKS.deit_tiny_patch16_224.hub })
  if (partNamed(networkOf(likest), read) < LEAST_NAMED && !names.every((name) => read.has(name)))
    throw new Problem('weights-other-names', { file, names: names.map((name) => oneLine(name, MOST_NAME)) })
  // Shapes first: of a network that is none of these it does not matter how its pictures were prepared.
  const named = isTimms(read) ? fromTimm(networkOf(likest), read) : read
  withFreshHead(networkOf(likest), named, 0, file)
  const [got, ...more] = partsBeside(networkOf(likest), read, unknown)
  if (got !== undefined)
    throw new Problem('weights-other-parts', { file, network: archOf(likest), got: oneLine(got, MOST_NAME), more: more.length })
  const { network, params: tensors } = asTrained({ network: likest, params: named }, metadata, file)
  const open = ownArch(metadata) === undefined ? leftOpen(file, isTimms(read)) : null
  if (open === 'padding') throw new Problem('weights-padding', { file })
  if (open === 'normalisation')
    throw new Problem('weights-normalisation', {
      file,
      known: (namesTensorFlows(file) ? TENSORFLOW_TAGS : TIMM_TAGS).join(', '),
      example: NETWORKS[namesTensorFlows(file) ? 'tf_efficientnet_b0' : 'efficientnet_b0'].hub,
    })
  const fault = paramsFault(backboneOf(network), tensors)
  if (fault?.kind === 'value') throw new Problem('weights-unsound', { file, name: fault.name, value: String(fault.value) })
  const params: ParamMap = new Map([...tensors].filter(([name]) => !name.startsWith(`${headName(archOf(network))}.`)))
  return { network, params, head: trainedHead(network, tensors, metadata, file), metadata, among }
}

/** What a file that was made here says that it is; undefined of others. */
const ownArch = (metadata: Read['metadata']): string | undefined => (metadata.producer === 'Trainyard' ? metadata.arch : undefined)

/** Of a network whose tensors do not tell TensorFlow's from PyTorch's the one that the file says or is called; all others as they are. */
function paddedAs(network: Read['network'], metadata: Read['metadata'], file: string): Read['network'] {
  const own = ownArch(metadata)
  if (!(own === undefined ? namesTensorFlows(file) : isTensorFlows(own))) return network
  const depth = NETWORK_NAMES.find((name) => NETWORKS[name].arch === `tf_${NETWORKS[network.depth].arch}`)
  return depth ? { ...network, depth } : network
}

/**
 * Of a Vision Transformer, whose tensors do not tell DeiT's from others, the network that the file was trained as, by what it says of itself or is called; and
 * its parameters for ImageNet's colours. All others as they are.
 * @throws Problem `weights-normalisation` where nothing tells
 */
function asTrained(read: Pick<Read, 'network' | 'params'>, metadata: Read['metadata'], file: string): Pick<Read, 'network' | 'params'> {
  const { network, params } = read
  if (!isVit(params)) return read
  const own = ownArch(metadata)
  const training = own === undefined ? vitTraining(file) : null
  if (own === undefined && training === null)
    throw new Problem('weights-normalisation', { file, known: VIT_TAGS.join(', '), example: NETWORKS.deit_tiny_patch16_224.hub })
  const arch = own ?? archOf(network).replace(/^(vit|deit)/, training ?? '')
  const depth = NETWORK_NAMES.find((name) => NETWORKS[name].arch === arch) ?? network.depth
  return { network: { ...network, depth }, params: training === 'vit' ? withImageNetColours(params) : params }
}

/** Those that weights may be of, plain ones first. */
const CANDIDATES: readonly Required<ChosenNetwork>[] = ATTENTIONS.flatMap((attention) =>
  NETWORK_NAMES.filter((depth) => attentionIn({ depth, attention }) === attention).map((depth) => ({ depth, attention })),
)

const networkOf = (network: ChosenNetwork) => buildNetwork(archOf(network), { classes: 2 })

/** All but the head, which is drawn anew. */
function backboneOf(network: ChosenNetwork): ParamInfo[] {
  const spec = networkOf(network)
  return paramInfos(spec).filter(({ block }) => block !== headOf(spec))
}

/** Of a network's backbone the part whose names there are, 0 to 1. */
function partNamed(spec: ModelSpec, tensors: { has(name: string): boolean }): number {
  const named = isTimms(tensors) ? timmName(spec) : (own: string) => own
  const wanted = paramInfos(spec).filter(({ block }) => block !== headOf(spec))
  return wanted.filter(({ name }) => tensors.has(named(name))).length / wanted.length
}

/** What lies beside tensors in a state dict without a part in what a network answers: BatchNorm's counter, and what the program thop leaves behind where it counted. */
const COUNTERS = /\.(?:num_batches_tracked|total_ops|total_params)$/

/**
 * Names of tensors that stand within the backbone of a network and that it has not, as other attention's (`layer1.0.eca.conv.weight`) or a deeper network's of the same shapes (ResNet200's). What
 * stands elsewhere, such as a head, has no part in the backbone.
 * @param unknown names of tensors that no network here has
 */
function partsBeside(spec: ModelSpec, tensors: ReadonlyMap<string, unknown>, unknown: readonly string[]): string[] {
  const named = isTimms(tensors) ? timmName(spec) : (own: string) => own
  const wanted = new Set(paramInfos(spec).flatMap(({ name, block }) => (block === headOf(spec) ? [] : [named(name)])))
  const modules = new Set([...wanted].map((name) => name.split('.', 1)[0]))
  return [...tensors.keys(), ...unknown].filter((name) => !wanted.has(name) && modules.has(name.split('.', 1)[0]) && !COUNTERS.test(name))
}

/** The network that a file's tensors fit, or that they come nearest to: whose names and shapes are most like theirs. */
export function likestNetwork(tensors: ReadonlyMap<string, Pick<Param, 'shape'>>): Required<ChosenNetwork> {
  const others = (network: ChosenNetwork): number => {
    const wanted = backboneOf(network)
    const known = isTimms(tensors) ? timmName(networkOf(network)) : (own: string) => own
    const found = wanted.flatMap(({ name, shape }) => {
      const tensor = tensors.get(known(name))
      return tensor ? [String(tensor.shape) === String(shape)] : []
    })
    // A name alone is most of it: a network of other widths is told as that, not as one that nothing is there of.
    return wanted.length + tensors.size - 1.5 * found.length - 0.5 * found.filter(Boolean).length
  }
  const counted = CANDIDATES.map((network) => ({ network, others: others(network) }))
  return counted.reduce((best, one) => (one.others < best.others ? one : best)).network
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
  return { params, head: null, info: BUNDLED_INFO }
}

const bestSizeOf = (depth: ChosenNetwork['depth']): number => (NETWORKS[depth] as OfferedNetwork).size ?? USUAL_SIZE

/** The SHA-256 of tensors' own SHA-256s, each of its numbers as little-endian f32, one after the other in the network's order: never are all numbers copied at once. */
async function sha256OfTensors(params: ParamMap): Promise<string> {
  const hashes: string[] = []
  for (const { data } of params.values()) hashes.push(await sha256(new Float32Array(data)))
  return sha256(Uint8Array.from(hashes.join('').match(/../g)!, (byte) => Number.parseInt(byte, 16)))
}

/** A network that has learnt nothing. Its SHA-256 is that of its tensors' (`sha256OfTensors`). */
export async function untrainedWeights(depth: ChosenNetwork['depth'], seed: number): Promise<Weights> {
  const { untrainedParams } = await import('../../model/untrained')
  const params = untrainedParams(networkOf({ depth, attention: 'none' }), seed)
  return {
    params,
    head: null,
    info: {
      name: weightsName({ name: '', isUntrained: true, seed }, depth).en,
      bundled: false,
      depth,
      attention: 'none',
      bestSize: bestSizeOf(depth),
      sha256: await sha256OfTensors(params),
      verified: null,
      kept: null,
      licence: 'none needed: drawn at random',
      model: null,
      isUntrained: true,
      seed,
    },
  }
}

/**
 * Reads a file that the person brought, or that was downloaded and then compared with the hub's SHA-256 or not.
 * @throws Problem as `readWeights`
 */
export async function broughtWeights(name: string, bytes: ArrayBuffer, verified: boolean | null = null): Promise<Weights> {
  const { network, params, head, metadata, among } = await readWeights(bytes, name)
  const size = Number(metadata.best_size ?? metadata.image_size)
  return {
    params,
    head,
    info: {
      name: oneLine(among ? `${name} (${among})` : name, MOST_NAME),
      bundled: false,
      ...network,
      bestSize: Number.isInteger(size) && size >= 32 && size <= 512 ? size : bestSizeOf(network.depth),
      sha256: await sha256(bytes),
      verified,
      kept: null,
      // Some files hold the whole text.
      licence:
        oneLine(metadata.license ?? metadata.licence ?? metadata.base_weights_licence ?? '', MOST_LICENCE) || 'not stated in the file',
      model: head && { classes: head.classes, head: head.kind },
    },
  }
}
