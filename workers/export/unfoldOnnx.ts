/** An ONNX file of ours as the parameters that it was made of, by torchvision's names: the way back of `inferenceNetwork`. */

import { foldedNorm } from '../model/fold'
import { paramName, sizeOf } from '../model/layer'
import { buildNetwork, headKindIn, isArch } from '../model/networks'
import type { ModelSpec, Param, ParamMap } from '../model/spec'
import { stepsOf, usersOf } from '../model/steps'
import { type BatchNormLayer, normsOf } from '../operations/bn/facts'
import { factsOf } from '../operations/facts'
import { FOLD_CHAINS } from '../operations/fold'
import { fromBase64 } from '../protocol/base64'
import { decodedOnnx, notOurs, readOnnxProto } from './readback'
import { KEPT, LEARNT, LOST, remade, STATISTICS, switchedOff } from './unfold'

/** A file that nothing can learn on from; the message says why in a few words. */
class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
export const isUnreadable = (error: unknown): error is Error => error instanceof Unreadable

/** Takes numbers of a text of `unfold.ts` one after another. */
class Numbers {
  private readonly view: DataView
  private at = 0

  constructor(
    text: string,
    private readonly what: string,
  ) {
    this.view = new DataView(fromBase64(text).buffer)
  }

  take(count: number): Float32Array {
    if (this.at + 4 * count > this.view.byteLength) throw new Unreadable(`its ${this.what} are cut short`)
    const from = this.at
    this.at += 4 * count
    return Float32Array.from({ length: count }, (_, i) => this.view.getFloat32(from + 4 * i, true))
  }

  done(): void {
    if (this.at !== this.view.byteLength) throw new Unreadable(`its ${this.what} are of another network`)
  }
}

/** What `statisticsText` wrote: by name. */
function statisticsOf(spec: ModelSpec, text: string): ParamMap {
  const numbers = new Numbers(text, 'BatchNorm statistics')
  const found: ParamMap = new Map()
  for (const { id, channels } of normsOf(spec.layers))
    for (const suffix of KEPT) found.set(`${id}.${suffix}`, { shape: [channels], data: numbers.take(channels) })
  numbers.done()
  return found
}

/** What `learntText` wrote: by name; nothing of a file that lacks it. */
function learntOf(spec: ModelSpec, text: string | undefined): ParamMap {
  if (text === undefined) return new Map()
  const numbers = new Numbers(text, 'positions')
  const found: ParamMap = new Map(remade(spec).map(({ name, shape }) => [name, { shape: [...shape], data: numbers.take(sizeOf(shape)) }]))
  numbers.done()
  return found
}

/**
 * Weight and shift before they were folded: w = w' / scale, and beta = b' + mean * scale.
 * @param lost gives the weights of channels that BatchNorm had switched off; of a file that lacks them they are zeros, and nobody sees them
 */
function unfolded(
  norm: BatchNormLayer,
  weight: Param,
  bias: Param,
  statistics: ParamMap,
  lost: Numbers | null,
): { weight: Float32Array; beta: Float32Array } {
  const [gain, mean, variance] = KEPT.map((suffix) => statistics.get(`${norm.id}.${suffix}`)!.data)
  const zero = new Float32Array(norm.channels)
  const { scale } = foldedNorm(gain!, zero, mean!, variance!, norm.eps)
  const per = weight.data.length / norm.channels
  const own = weight.data.map((value, i) => {
    const by = scale[Math.floor(i / per)]!
    return by === 0 ? 0 : value / by
  })
  if (lost) for (const c of switchedOff(gain!)) own.set(lost.take(per), c * per)
  return { weight: own, beta: bias.data.map((value, o) => value + mean![o]! * scale[o]!) }
}

/**
 * Tensors as `toSafetensors` would have them, up to rounding, and the file's metadata.
 * @throws an error that `isUnreadable` where the file is no ONNX, not ours, or from before it held BatchNorm's statistics
 */
export function unfoldOnnx(file: Uint8Array): { tensors: ParamMap; metadata: Readonly<Record<string, string>> } {
  let read: ReturnType<typeof readOnnxProto>
  try {
    const model = decodedOnnx(file)
    const other = notOurs(model)
    if (other) throw new Unreadable(other)
    read = readOnnxProto(model)
  } catch (error) {
    if (isUnreadable(error)) throw error
    throw new Unreadable(error instanceof Error ? error.message : String(error), { cause: error })
  }
  const { params, classes, metadata } = read
  const { arch = '', [STATISTICS]: text, [LOST]: lostText, [LEARNT]: learntText } = metadata
  if (!isArch(arch) || text === undefined) throw new Unreadable('it has no BatchNorm statistics of a network of ours')
  const head = headKindIn(arch, params) ?? 'linear'
  const spec = buildNetwork(arch, { classes: classes.length, head })
  const statistics = statisticsOf(spec, text)
  const lost = lostText === undefined ? null : new Numbers(lostText, 'weights of channels that are switched off')
  const learnt = learntOf(spec, learntText)
  const tensors: ParamMap = new Map()
  const found = (name: string): Param => {
    const param = params.get(name)
    if (!param) throw new Unreadable(`it has no ${name}`)
    return param
  }
  for (const step of stepsOf(spec.layers, { users: usersOf(spec.layers), chains: FOLD_CHAINS })) {
    const { first, id } = step
    const [norm] = normsOf(step.layers)
    if (norm && norm !== first) {
      const [weight, bias] = [found(`${id}.weight`), found(`${id}.bias`)]
      const { weight: data, beta } = unfolded(norm, weight, bias, statistics, lost)
      tensors.set(`${first.id}.weight`, { shape: weight.shape, data })
      tensors.set(`${norm.id}.bias`, { shape: bias.shape, data: beta })
      for (const suffix of KEPT) tensors.set(`${norm.id}.${suffix}`, statistics.get(`${norm.id}.${suffix}`)!)
    } else
      for (const { suffix, shape } of factsOf(first).params(first)) {
        const name = paramName(first, suffix)
        const param = learnt.get(name) ?? found(name)
        // Of a file without the positions that were learnt: those of other pictures cannot be turned back.
        if (String(param.shape) !== String(shape)) throw new Unreadable(`its ${name} is that of ${read.imageSize} px pictures`)
        tensors.set(name, param)
      }
  }
  lost?.done()
  return { tensors, metadata }
}
