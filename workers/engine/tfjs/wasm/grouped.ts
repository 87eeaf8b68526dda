/** Grouped and depthwise convolutions as plain loops over the heap: XNNPACK's has no gradients, and few networks are trained on this op set with them. */
import type { ConvGeometry } from '../ops'
import type { Buf, Heap } from './heap'

/** Calls `visit` for each pair of an output's and an input's pixel (numbers of the pixels) that a tap joins. */
function eachPair(g: ConvGeometry, visit: (out: number, from: number, tap: number) => void): void {
  for (let image = 0; image < g.n; image++) {
    for (let oh = 0; oh < g.oh; oh++) {
      for (let ow = 0; ow < g.ow; ow++) {
        const out = (image * g.oh + oh) * g.ow + ow
        for (let kh = 0; kh < g.kernel; kh++) {
          const h = oh * g.stride + kh - g.pad
          if (h < 0 || h >= g.h) continue
          for (let kw = 0; kw < g.kernel; kw++) {
            const w = ow * g.stride + kw - g.pad
            if (w >= 0 && w < g.w) visit(out, (image * g.h + h) * g.w + w, kh * g.kernel + kw)
          }
        }
      }
    }
  }
}

const sizes = (g: ConvGeometry) => ({ ins: g.c / g.groups, outs: g.k / g.groups })

export function groupedForward(heap: Heap, x: Buf, w: Buf, g: ConvGeometry, bias: Buf | null = null, relu = false): Buf {
  const y = heap.alloc([g.n, g.oh, g.ow, g.k])
  const [xs, ws, ys] = [heap.view(x), heap.view(w), heap.view(y)]
  const { ins, outs } = sizes(g)
  if (bias) for (let at = 0; at < ys.length; at += g.k) ys.set(heap.view(bias), at)
  else ys.fill(0)
  eachPair(g, (out, from, tap) => {
    for (let o = 0; o < g.k; o++) {
      const first = from * g.c + Math.floor(o / outs) * ins
      let sum = 0
      for (let i = 0; i < ins; i++) sum += xs[first + i]! * ws[(tap * ins + i) * g.k + o]!
      ys[out * g.k + o]! += sum
    }
  })
  if (relu) for (let at = 0; at < ys.length; at++) if (ys[at]! < 0) ys[at] = 0
  return y
}

export function groupedInput(heap: Heap, dy: Buf, w: Buf, g: ConvGeometry): Buf {
  const dx = heap.alloc([g.n, g.h, g.w, g.c])
  const [ds, ws, xs] = [heap.view(dy), heap.view(w), heap.view(dx).fill(0)]
  const { ins, outs } = sizes(g)
  eachPair(g, (out, from, tap) => {
    for (let o = 0; o < g.k; o++) {
      const first = from * g.c + Math.floor(o / outs) * ins
      const d = ds[out * g.k + o]!
      for (let i = 0; i < ins; i++) xs[first + i]! += d * ws[(tap * ins + i) * g.k + o]!
    }
  })
  return dx
}

export function groupedFilter(heap: Heap, x: Buf, dy: Buf, g: ConvGeometry): Buf {
  const { ins, outs } = sizes(g)
  const dw = heap.alloc([g.kernel, g.kernel, ins, g.k])
  const [xs, ds] = [heap.view(x), heap.view(dy)]
  const sums = new Float64Array(dw.size)
  eachPair(g, (out, from, tap) => {
    for (let o = 0; o < g.k; o++) {
      const first = from * g.c + Math.floor(o / outs) * ins
      const d = ds[out * g.k + o]!
      for (let i = 0; i < ins; i++) sums[(tap * ins + i) * g.k + o]! += d * xs[first + i]!
    }
  })
  heap.view(dw).set(sums)
  return dw
}
