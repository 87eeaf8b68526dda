/** Convolution: a product of windows and weights by `conv.wat`, or of groups of channels by plain loops. */

import { sidesOf } from '../../model/window'
import type { PageForm, Prepared } from '../../onepage/form'
import { BYTES, CHANNELS, type FeatureMap, filledUp, mapIn, POSITIONS, pixelAt, rowStep, UNROLLED, valueAt } from '../../onepage/maps'
import { type ConvLayer, groupsOf } from './facts'

export const conv: PageForm<ConvLayer> = {
  prepare(layer, { from: [first], to, take }) {
    const [x, y] = [mapIn(first, layer), mapIn(to, layer)]
    return groupsOf(layer) === 1 ? products(layer, x, y, take) : groups(layer, x, y)
  },
}

function products(layer: ConvLayer, from: FeatureMap, to: FeatureMap, take: (values: number) => number): Prepared {
  const { kernel, stride, inChannels, outChannels } = layer
  const [[top], [left]] = [sidesOf(from.h, layer), sidesOf(from.w, layer)]
  /** Values of a row of a window, filled up, and of eight channels' weights. */
  const run = filledUp(kernel * from.step, UNROLLED)
  const panel = kernel * run * CHANNELS
  const count = Math.ceil((to.h * to.w) / POSITIONS)
  const table = take(count * POSITIONS * 2)
  const weights = take((to.step / CHANNELS) * panel)
  const biases = take(to.step)
  const skip = BYTES * (rowStep(from) - run)
  return {
    /** The last position fills up the last group: it is made more than once. */
    tables(heap) {
      const last = to.h * to.w - 1
      for (let i = 0; i < count * POSITIONS; i++) {
        const place = Math.min(i, last)
        const [y, x] = [Math.floor(place / to.w), place % to.w]
        const at = table / BYTES + Math.floor(i / POSITIONS) * POSITIONS * 2 + (i % POSITIONS)
        heap[at] = pixelAt(from, y * stride - top, x * stride - left)
        heap[at + POSITIONS] = pixelAt(to, y, x)
      }
    },
    /** From OIHW to eight channels beside one another for every value of a window; what fills up is zero. */
    load(heap, { weight, bias }) {
      let read = 0
      for (let o = 0; o < outChannels; o++) {
        const base = weights / BYTES + Math.floor(o / CHANNELS) * panel + (o % CHANNELS)
        for (let i = 0; i < inChannels; i++) {
          for (let ky = 0; ky < kernel; ky++) {
            for (let kx = 0; kx < kernel; kx++) heap[base + (ky * run + kx * from.step + i) * CHANNELS] = weight![read++]!
          }
        }
      }
      heap.set(bias!, biases / BYTES)
    },
    async run(memory, breathe) {
      for (let channel = 0; channel < to.step; channel += CHANNELS) {
        const column = BYTES * channel
        const own = weights + (column / CHANNELS) * panel
        memory.conv(table, count, own, biases + column, kernel, BYTES * CHANNELS * run, skip, column)
        const pause = breathe()
        if (pause) await pause
      }
    },
  }
}

/** Groups of channels, which have few products each: not worth a kernel of their own. */
function groups(layer: ConvLayer, from: FeatureMap, to: FeatureMap): Prepared {
  const { kernel, stride, outChannels } = layer
  const [[top], [left]] = [sidesOf(from.h, layer), sidesOf(from.w, layer)]
  const [ins, outs] = [layer.inChannels / groupsOf(layer), outChannels / groupsOf(layer)]
  let [weight, bias] = [new Float32Array(), new Float32Array()]
  return {
    load(_, own) {
      weight = own.weight!
      bias = own.bias!
    },
    async run({ heap }, breathe) {
      for (let y = 0; y < to.h; y++) {
        for (let x = 0; x < to.w; x++) {
          const write = valueAt(to, y, x)
          for (let o = 0, at = 0; o < outChannels; o++) {
            let total = bias[o]!
            for (let i = Math.floor(o / outs) * ins, last = i + ins; i < last; i++) {
              for (let ky = 0; ky < kernel; ky++) {
                const row = valueAt(from, y * stride - top + ky, x * stride - left) + i
                for (let kx = 0; kx < kernel; kx++) total += heap[row + kx * from.step]! * weight[at++]!
              }
            }
            heap[write + o] = total
          }
        }
        const pause = breathe()
        if (pause) await pause
      }
    },
  }
}
