/**
 * A convolution's two gradients, composed from XNNPACK's forward convolution and matrix product.
 *
 * Two ways for each, by which is cheaper for the shape: as a convolution of rearranged operands (many positions, small
 * weights), or as a matrix product with unrolled patches in rows, `[kernel^2 * c, n * oh * ow]` (few positions, large
 * weights: the weights are then used as they lie, without a transpose).
 */
import type { ConvGeometry } from '../ops'
import type { Buf, Heap } from './heap'
import { swapOuter, transpose } from './loops'

/** Patches above this many floats are made for some pictures at a time. */
const PATCHES = 8 << 20

const forwardArgs = (g: ConvGeometry) => ({
  n: g.n,
  h: g.h,
  w: g.w,
  c: g.c,
  kh: g.kernel,
  kw: g.kernel,
  k: g.k,
  pad: [g.pad, g.right, g.below, g.pad] as const,
  stride: g.stride,
  dilation: 1,
})

export function convForward(heap: Heap, x: Buf, w: Buf, g: ConvGeometry, bias: Buf | null = null, relu = false): Buf {
  const out = heap.alloc([g.n, g.oh, g.ow, g.k])
  heap.conv(x, w, out, forwardArgs(g), bias, relu)
  return out
}

/** y for weights that have just changed: by patches where transposing and packing the weights would cost as much as the convolution. */
export function convTraining(heap: Heap, x: Buf, w: Buf, g: ConvGeometry): Buf {
  return g.n * g.oh * g.ow * 2 < w.size / g.k ? forwardByPatches(heap, x, w, g) : convForward(heap, x, w, g)
}

function forwardByPatches(heap: Heap, x: Buf, w: Buf, g: ConvGeometry): Buf {
  const { n, h, w: width, c, oh, ow, k, kernel, stride, pad } = g
  const rows = n * oh * ow
  const cols = kernel * kernel * c
  const patches = heap.alloc([rows, cols])
  const from = heap.view(x)
  const to = heap.view(patches).fill(0)
  for (let row = 0; row < rows; row++) {
    const image = Math.floor(row / (oh * ow))
    const top = (Math.floor(row / ow) % oh) * stride - pad
    const left = (row % ow) * stride - pad
    for (let ky = 0; ky < kernel; ky++) {
      if (top + ky < 0 || top + ky >= h) continue
      for (let kx = 0; kx < kernel; kx++) {
        if (left + kx < 0 || left + kx >= width) continue
        const source = ((image * h + top + ky) * width + left + kx) * c
        const target = row * cols + (ky * kernel + kx) * c
        to.set(from.subarray(source, source + c), target)
      }
    }
  }
  const out = heap.alloc([n, oh, ow, k])
  heap.matmul(patches, w, out, rows, cols, k)
  heap.free(patches)
  return out
}

/** dX: by a convolution where the weights are few beside the positions, else by patches. */
export function convInput(heap: Heap, dy: Buf, w: Buf, g: ConvGeometry): Buf {
  return g.stride === 1 && g.n * g.oh * g.ow * 2 > w.size / g.k ? inputByConv(heap, dy, w, g) : inputByPatches(heap, dy, w, g)
}

/** dW, HWIO: by a convolution over the batch where positions are many, else by patches. */
export function convFilter(heap: Heap, x: Buf, dy: Buf, g: ConvGeometry): Buf {
  return g.c > 3 && g.stride === 1 && g.oh * g.ow > 100 ? filterByConv(heap, x, dy, g) : filterByPatches(heap, x, dy, g)
}

/** Stride 1: the convolution of dy with the filter turned by 180 degrees, its channels swapped. */
export function inputByConv(heap: Heap, dy: Buf, w: Buf, g: ConvGeometry): Buf {
  const { kernel, c, k } = g
  const turned = heap.alloc([kernel, kernel, k, c])
  const from = heap.view(w)
  const to = heap.view(turned)
  const taps = kernel * kernel
  for (let tap = 0; tap < taps; tap++) transpose(from, to, c, k, tap * c * k, (taps - 1 - tap) * c * k)
  const out = heap.alloc([g.n, g.h, g.w, c])
  const [before, below, right] = [g.pad, g.below, g.right].map((zeros) => kernel - 1 - zeros) as [number, number, number]
  heap.conv(dy, turned, out, {
    n: g.n,
    h: g.oh,
    w: g.ow,
    c: k,
    kh: kernel,
    kw: kernel,
    k: c,
    pad: [before, right, below, before],
    stride: 1,
    dilation: 1,
  })
  heap.free(turned)
  return out
}

/** Any stride: patches' gradient `W dy^T`, the rows then added back where they came from. */
export function inputByPatches(heap: Heap, dy: Buf, w: Buf, g: ConvGeometry): Buf {
  const { n, h, w: width, c, oh, ow, k, kernel } = g
  const rows = kernel * kernel * c
  const area = oh * ow
  const out = heap.alloc([n, h, width, c])
  const chunk = Math.max(1, Math.min(n, Math.floor(PATCHES / (rows * area))))
  const hp = h + g.pad + g.below
  const wp = width + g.pad + g.right
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first)
    const m = count * area
    const turned = heap.alloc([k, m])
    transpose(heap.view(dy), heap.view(turned), m, k, first * area * k)
    const patches = heap.alloc([rows, m])
    heap.matmul(w, turned, patches, rows, k, m)
    heap.free(turned)
    const planes = heap.alloc([c, count, hp, wp])
    heap.view(planes).fill(0)
    eachTap(heap, patches, planes, g, count, 'scatter')
    heap.free(patches)
    unpad(heap.view(planes), heap.view(out), g, first, count)
    heap.free(planes)
  }
  return out
}

/** The convolution over the batch: x as `[c, h, w, n]` with dy as a filter `[oh, ow, n, k]`, dilated by the stride. */
export function filterByConv(heap: Heap, x: Buf, dy: Buf, g: ConvGeometry): Buf {
  const { n, h, w, c, oh, ow, k, kernel } = g
  const turned = heap.alloc([c, h, w, n])
  swapOuter(heap.view(x), heap.view(turned), n, h * w, c)
  const filter = heap.alloc([oh, ow, n, k])
  const area = oh * ow
  const from = heap.view(dy)
  const to = heap.view(filter)
  for (let image = 0; image < n; image++) {
    for (let at = 0; at < area; at++) {
      const source = (image * area + at) * k
      const target = (at * n + image) * k
      for (let i = 0; i < k; i++) to[target + i] = from[source + i]!
    }
  }
  // The stride may leave positions that no tap reads: a negative pad is not possible, so the right side is cut by the output size.
  const raw = heap.alloc([c, kernel, kernel, k])
  const right = (size: number, out: number) => (out - 1) * g.stride + kernel - size - g.pad
  heap.conv(turned, filter, raw, {
    n: c,
    h,
    w,
    c: n,
    kh: oh,
    kw: ow,
    k,
    pad: [g.pad, right(w, ow), right(h, oh), g.pad],
    stride: 1,
    dilation: g.stride,
  })
  heap.free(turned)
  heap.free(filter)
  const out = heap.alloc([kernel, kernel, c, k])
  const taps = kernel * kernel
  const source = heap.view(raw)
  const target = heap.view(out)
  for (let ch = 0; ch < c; ch++) {
    for (let tap = 0; tap < taps; tap++) {
      const s = (ch * taps + tap) * k
      const t = (tap * c + ch) * k
      for (let i = 0; i < k; i++) target[t + i] = source[s + i]!
    }
  }
  heap.free(raw)
  return out
}

/** Patches in rows times dy: `[kernel^2 c, m] x [m, k]`, which is HWIO as it lies. */
export function filterByPatches(heap: Heap, x: Buf, dy: Buf, g: ConvGeometry): Buf {
  const { n, h, w, c, oh, ow, k, kernel } = g
  const rows = kernel * kernel * c
  const area = oh * ow
  const chunk = Math.max(1, Math.min(n, Math.floor(PATCHES / (rows * area))))
  const hp = h + g.pad + g.below
  const wp = w + g.pad + g.right
  let sum: Buf | null = null
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first)
    const m = count * area
    const planes = heap.alloc([c, count, hp, wp])
    padPlanes(heap.view(x), heap.view(planes), g, first, count)
    const patches = heap.alloc([rows, m])
    eachTap(heap, patches, planes, g, count, 'gather')
    heap.free(planes)
    const part = heap.alloc([m, k])
    heap.view(part).set(heap.view(dy).subarray(first * area * k, (first + count) * area * k))
    const out = heap.alloc([kernel, kernel, c, k])
    heap.matmul(patches, part, out, rows, m, k)
    heap.free(part)
    heap.free(patches)
    if (sum) {
      heap.kernels.add(sum.pointer, out.pointer, 4 * out.size)
      heap.free(out)
    } else sum = out
  }
  return sum!
}

/** Pictures `first .. first + count` of x to padded planes `[c, count, hp, wp]`, zeros around them. */
function padPlanes(x: Float32Array, planes: Float32Array, g: ConvGeometry, first: number, count: number): void {
  const { h, w, c, pad } = g
  const hp = h + pad + g.below
  const wp = w + pad + g.right
  if (hp > h || wp > w) planes.fill(0)
  const plane = count * hp * wp
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < h; y++) {
      const from = ((first + image) * h + y) * w * c
      const to = (image * hp + y + pad) * wp + pad
      for (let c0 = 0; c0 < c; c0 += 16) {
        const c1 = Math.min(c, c0 + 16)
        for (let i = 0; i < w; i++) {
          const at = from + i * c
          for (let ch = c0; ch < c1; ch++) planes[ch * plane + to + i] = x[at + ch]!
        }
      }
    }
  }
}

/** The reverse of `padPlanes`, the border dropped. */
function unpad(planes: Float32Array, x: Float32Array, g: ConvGeometry, first: number, count: number): void {
  const { h, w, c, pad } = g
  const hp = h + pad + g.below
  const wp = w + pad + g.right
  const plane = count * hp * wp
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < h; y++) {
      const to = ((first + image) * h + y) * w * c
      const from = (image * hp + y + pad) * wp + pad
      for (let c0 = 0; c0 < c; c0 += 16) {
        const c1 = Math.min(c, c0 + 16)
        for (let i = 0; i < w; i++) {
          const at = to + i * c
          for (let ch = c0; ch < c1; ch++) x[at + ch] = planes[ch * plane + from + i]!
        }
      }
    }
  }
}

/** Patches `[kernel^2, c, count, oh, ow]` from padded planes `[c, count, hp, wp]`, or added back to them. */
function eachTap(heap: Heap, patches: Buf, planes: Buf, g: ConvGeometry, count: number, way: 'gather' | 'scatter'): void {
  const hp = g.h + g.pad + g.below
  const wp = g.w + g.pad + g.right
  for (let tap = 0; tap < g.kernel ** 2; tap++) {
    const rows = patches.pointer + 4 * tap * g.c * count * g.oh * g.ow
    const corner = planes.pointer + 4 * (Math.floor(tap / g.kernel) * wp + (tap % g.kernel))
    const shape = [g.c * count, 4 * hp * wp, 4 * wp * g.stride, g.oh, g.ow, g.stride] as const
    if (way === 'gather') heap.kernels.gather(corner, rows, ...shape)
    else heap.kernels.scatter(rows, corner, ...shape)
  }
}
