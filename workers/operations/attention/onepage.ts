/**
 * Attention in several heads, a head and a few queries after another: products of queries and keys, and sums of values, are convolutions of 1 x 1 whose weights are
 * the keys and the values (`conv.wat`).
 */
import type { Memory, PageForm } from '../../onepage/form'
import { BYTES, CHANNELS, filledUp, mapIn, POSITIONS, UNROLLED, valueAt } from '../../onepage/maps'
import { type AttentionLayer, scaleOf } from './facts'

/** Queries that are answered at once: a multiple of `POSITIONS`. */
const QUERIES = 32

/** Rows of numbers in memory. */
interface Rows {
  /** Address of the first. */
  readonly at: number
  /** Values from one row to the next. */
  readonly step: number
}

export const attention: PageForm<AttentionLayer> = {
  prepare(layer, { from: [first], to, take }) {
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    const { heads } = layer
    const [tokens, width] = [x.w, x.c / 3]
    const d = width / heads
    const scale = scaleOf({ heads, width })
    const rows = (count: number, step: number): Rows => ({ at: take(count * step), step })
    const queries = rows(QUERIES, filledUp(d, UNROLLED))
    const scores = rows(QUERIES, filledUp(tokens, CHANNELS))
    const sums = rows(QUERIES, filledUp(d, CHANNELS))
    // Panels of eight keys with as many values as a query, and of eight channels with as many tokens as scores: what fills up stays zero.
    const keys = rows(scores.step / CHANNELS, queries.step * CHANNELS)
    const values = rows(sums.step / CHANNELS, scores.step * CHANNELS)
    const zeros = take(CHANNELS)
    const [byKeys, byValues] = [table(take, queries, scores), table(take, scores, sums)]

    /** Keys and values of a head as weights. */
    const load = (heap: Float32Array, head: number) => {
      for (let token = 0; token < tokens; token++) {
        const key = valueAt(x, 0, token) + width + head * d
        const put = keys.at / BYTES + Math.floor(token / CHANNELS) * keys.step + (token % CHANNELS)
        for (let c = 0; c < d; c++) {
          heap[put + c * CHANNELS] = heap[key + c]!
          const panel = values.at / BYTES + Math.floor(c / CHANNELS) * values.step
          heap[panel + token * CHANNELS + (c % CHANNELS)] = heap[key + width + c]!
        }
      }
    }
    /** Queries from one on, which are fewer at the end: then some before them are answered once more, for nobody. */
    const ask = (memory: Memory, head: number, begin: number) => {
      const { heap } = memory
      const count = Math.min(QUERIES, tokens - begin)
      for (let i = 0; i < count; i++) {
        const read = valueAt(x, 0, begin + i) + head * d
        for (let c = 0; c < d; c++) heap[queries.at / BYTES + i * queries.step + c] = heap[read + c]! * scale
      }
      multiply(memory, byKeys, { inner: queries.step, outputs: scores.step, weights: keys.at, zeros })
      for (let i = 0; i < count; i++) softmax(heap, scores.at / BYTES + i * scores.step, tokens)
      multiply(memory, byValues, { inner: scores.step, outputs: sums.step, weights: values.at, zeros })
      for (let i = 0; i < count; i++) {
        const read = sums.at / BYTES + i * sums.step
        heap.copyWithin(valueAt(y, 0, begin + i) + head * d, read, read + d)
      }
    }
    return {
      tables(heap) {
        for (const { write } of [byKeys, byValues]) write(heap)
      },
      async run(memory, breathe) {
        for (let head = 0; head < heads; head++) {
          load(memory.heap, head)
          for (let begin = 0; begin < tokens; begin += QUERIES) {
            ask(memory, head, begin)
            const pause = breathe()
            if (pause) await pause
          }
        }
      },
    }
  },
}

/** Where rows are read and written, as `conv.wat` wants to be told. */
function table(take: (values: number) => number, from: Rows, to: Rows): { readonly at: number; write(heap: Int32Array): void } {
  const at = take(2 * QUERIES)
  return {
    at,
    write(heap) {
      for (let i = 0; i < QUERIES; i++) {
        const put = at / BYTES + Math.floor(i / POSITIONS) * POSITIONS * 2 + (i % POSITIONS)
        heap[put] = from.at + i * from.step * BYTES
        heap[put + POSITIONS] = to.at + i * to.step * BYTES
      }
    },
  }
}

/** Each row times panels of weights, eight outputs after another. */
function multiply(
  { conv }: Memory,
  { at }: { readonly at: number },
  {
    inner,
    outputs,
    weights,
    zeros,
  }: { readonly inner: number; readonly outputs: number; readonly weights: number; readonly zeros: number },
): void {
  for (let output = 0; output < outputs; output += CHANNELS)
    conv(at, QUERIES / POSITIONS, weights + output * inner * BYTES, zeros, 1, CHANNELS * inner * BYTES, 0, output * BYTES)
}

/** In place. Behind the scores stand zeros, of keys that only fill up, which their values, zeros too, leave out of the sums. */
function softmax(heap: Float32Array, at: number, count: number): void {
  let most = Number.NEGATIVE_INFINITY
  for (let i = at; i < at + count; i++) most = Math.max(most, heap[i]!)
  let sum = 0
  for (let i = at; i < at + count; i++) {
    const value = Math.exp(heap[i]! - most)
    heap[i] = value
    sum += value
  }
  for (let i = at; i < at + count; i++) heap[i]! /= sum
}
