/** Attention over `[tokens, 3 width]` (queries, keys, values): an item is a head of a picture, whose weights lie in the thread's scratch. */
import type { Kernels } from '../../engine/wasm/code/module'
import { FLOAT, type Kind, type Thread } from '../../engine/wasm/kinds/kind'
import { scaleOf } from './facts'

type Shape = 'tokens' | 'heads' | 'width'
type Of<Names extends string> = Readonly<Record<Names, number>>

/** Rows of weights begin at whole vectors. */
const padded = (tokens: number): number => Math.ceil(tokens / 4) * 4
const weightBytes = ({ tokens }: Of<'tokens'>): number => tokens * padded(tokens) * FLOAT
/** Of one head: bytes of all tokens' values behind one another. */
const packedBytes = ({ tokens, heads, width }: Of<Shape>): number => tokens * (width / heads) * FLOAT

/** A head's rows of what lies `stride` bytes apart, behind one another. */
function pack(kernels: Kernels, from: number, stride: number, to: number, o: Of<Shape>): void {
  const bytes = (o.width / o.heads) * FLOAT
  for (let t = 0; t < o.tokens; t++) kernels.copy(from + t * stride, to + t * bytes, bytes)
}

/** Softmax of `count` scores times `scale`, in place. */
function softmax(f32: Float32Array, at: number, count: number, scale: number): void {
  let most = Number.NEGATIVE_INFINITY
  for (let i = at; i < at + count; i++) if (f32[i]! > most) most = f32[i]!
  let sum = 0
  for (let i = at; i < at + count; i++) {
    const value = Math.exp((f32[i]! - most) * scale)
    f32[i] = value
    sum += value
  }
  for (let i = at; i < at + count; i++) f32[i]! /= sum
}

/** The weights of a head from its queries at `q` and its packed keys. `zeros` are as many as tokens. */
function weigh({ kernels, f32 }: Thread, o: Of<Shape | 'zeros'>, q: number, keys: number, to: number): void {
  const quads = o.width / o.heads / 4
  for (let t = 0; t < o.tokens; t++) {
    const row = to + t * padded(o.tokens) * FLOAT
    kernels.dots(q + t * 3 * o.width * FLOAT, keys, o.zeros, row, quads, o.tokens)
    softmax(f32, row / FLOAT, o.tokens, scaleOf(o))
  }
}

const placeOf = (o: Of<Shape>, item: number) => {
  const [picture, head] = [Math.floor(item / o.heads), item % o.heads]
  const within = ((head * o.width) / o.heads) * FLOAT
  const row = o.width * FLOAT
  return { row, qkv: picture * o.tokens * 3 * row + within, values: picture * o.tokens * row + within }
}

const forward: Kind<'x' | 'y' | 'zeros' | Shape> = {
  items: (o, n) => n * o.heads,
  scratch: (o) => packedBytes(o) + weightBytes(o),
  run(thread, o, item) {
    const { kernels, scratch } = thread
    const { row, qkv, values } = placeOf(o, item)
    const [keys, weights] = [scratch, scratch + packedBytes(o)]
    const [q, v, y] = [o.x + qkv, o.x + qkv + 2 * row, o.y + values]
    pack(kernels, q + row, 3 * row, keys, o)
    weigh(thread, o, q, keys, weights)
    const quads = o.width / o.heads / 4
    for (let t = 0; t < o.tokens; t++)
      kernels.combine(weights + t * padded(o.tokens) * FLOAT, FLOAT, v, 3 * row, o.tokens, y + t * row, quads, 0)
  },
}

/** `dx` in the order of x. The weights are made again. */
const attentionBackward: Kind<'x' | 'dy' | 'dx' | 'zeros' | Shape> = {
  items: (o, n) => n * o.heads,
  scratch: (o) => packedBytes(o) + 2 * weightBytes(o),
  run(thread, o, item) {
    const { kernels, f32, scratch } = thread
    const { row, qkv, values } = placeOf(o, item)
    const { tokens } = o
    const [packed, weights] = [scratch, scratch + packedBytes(o)]
    const slopes = weights + weightBytes(o)
    const [q, dq, dy] = [o.x + qkv, o.dx + qkv, o.dy + values]
    const line = padded(tokens) * FLOAT
    const quads = o.width / o.heads / 4
    pack(kernels, q + row, 3 * row, packed, o)
    weigh(thread, o, q, packed, weights)
    pack(kernels, q + 2 * row, 3 * row, packed, o)
    for (let t = 0; t < tokens; t++) {
      kernels.dots(dy + t * row, packed, o.zeros, slopes + t * line, quads, tokens)
      softmaxBackward(f32, (weights + t * line) / FLOAT, (slopes + t * line) / FLOAT, tokens, scaleOf(o))
    }
    for (let t = 0; t < tokens; t++) {
      const to = dq + t * 3 * row
      kernels.combine(slopes + t * line, FLOAT, q + row, 3 * row, tokens, to, quads, 0)
      kernels.combine(slopes + t * FLOAT, line, q, 3 * row, tokens, to + row, quads, 0)
      kernels.combine(weights + t * FLOAT, line, dy, row, tokens, to + 2 * row, quads, 0)
    }
  },
}

/** The gradient by the scores before scaling, times the scale, in its own place. */
function softmaxBackward(f32: Float32Array, weights: number, slopes: number, count: number, scale: number): void {
  let sum = 0
  for (let i = 0; i < count; i++) sum += f32[weights + i]! * f32[slopes + i]!
  for (let i = 0; i < count; i++) f32[slopes + i] = f32[weights + i]! * (f32[slopes + i]! - sum) * scale
}

/** What the class token takes of each patch, the mean of all heads: `maps` `[n, patches]`. An item is a picture. */
const classAttention: Kind<'x' | 'maps' | 'zeros' | Shape> = {
  items: (_, n) => n,
  scratch: (o) => packedBytes(o) + padded(o.tokens) * FLOAT,
  run({ kernels, f32, scratch }, o, picture) {
    const { tokens, heads } = o
    const maps = (o.maps + picture * (tokens - 1) * FLOAT) / FLOAT
    f32.fill(0, maps, maps + tokens - 1)
    const weights = scratch + packedBytes(o)
    for (let head = 0; head < heads; head++) {
      const { row, qkv } = placeOf(o, picture * heads + head)
      pack(kernels, o.x + qkv + row, 3 * row, scratch, o)
      kernels.dots(o.x + qkv, scratch, o.zeros, weights, o.width / heads / 4, tokens)
      softmax(f32, weights / FLOAT, tokens, scaleOf(o))
      for (let t = 1; t < tokens; t++) f32[maps + t - 1]! += f32[weights / FLOAT + t]! / heads
    }
  },
}

export const attention = { attention: forward, attentionBackward, classAttention }
