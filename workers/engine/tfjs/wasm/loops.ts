/**
 * Plain loops over f32 arrays of the wasm heap that are short or seldom run (the long ones are kernels.wat's). Sums are taken in float64. Every array is NHWC with `c` the fastest axis unless said otherwise.
 */
import type { UpdateScalars } from '../ops'
import type { Buf, Heap } from './heap'

/** Per-channel sum of `a` and of `a * b`, each `[c]`. */
export function channelSums(a: Float32Array, b: Float32Array, c: number): { sum: Float64Array; dot: Float64Array } {
  const sum = new Float64Array(c)
  const dot = new Float64Array(c)
  for (let at = 0; at < a.length; at += c) {
    for (let i = 0; i < c; i++) {
      const v = a[at + i]!
      sum[i]! += v
      dot[i]! += v * b[at + i]!
    }
  }
  return { sum, dot }
}

/** `y = x * scale[c] + shift[c]`. */
export function affine(x: Float32Array, y: Float32Array, scale: Float64Array, shift: Float64Array): void {
  const c = scale.length
  for (let at = 0; at < x.length; at += c) {
    for (let i = 0; i < c; i++) y[at + i] = x[at + i]! * scale[i]! + shift[i]!
  }
}

export interface Window {
  readonly n: number
  readonly h: number
  readonly w: number
  readonly c: number
  readonly oh: number
  readonly ow: number
  readonly kernel: number
  readonly stride: number
  readonly pad: number
}

/** Max pooling; `argmax` gets the winning tap (0 .. kernel^2 - 1) as a float, the first of equals. */
export function maxPool(heap: Heap, x: Buf, y: Buf, argmax: Buf, g: Window): void {
  const { n, h, w, c, oh, ow, kernel, stride, pad } = g
  heap.view(y).fill(-Infinity)
  let out = 0
  for (let image = 0; image < n; image++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++, out += 4 * c) {
        for (let ky = 0; ky < kernel; ky++) {
          const iy = oy * stride + ky - pad
          if (iy < 0 || iy >= h) continue
          for (let kx = 0; kx < kernel; kx++) {
            const ix = ox * stride + kx - pad
            if (ix < 0 || ix >= w) continue
            const from = x.pointer + 4 * ((image * h + iy) * w + ix) * c
            heap.kernels.larger(from, y.pointer + out, argmax.pointer + out, 4 * c, ky * kernel + kx)
          }
        }
      }
    }
  }
}

export function maxPoolBackward(dy: Float32Array, argmax: Float32Array, dx: Float32Array, g: Window): void {
  const { n, h, w, c, oh, ow, kernel, stride, pad } = g
  dx.fill(0)
  let out = 0
  for (let image = 0; image < n; image++) {
    for (let oy = 0; oy < oh; oy++) {
      for (let ox = 0; ox < ow; ox++) {
        const corner = ((image * h + oy * stride - pad) * w + ox * stride - pad) * c
        for (let i = 0; i < c; i++, out++) {
          const tap = argmax[out]!
          const ky = (tap / kernel) | 0
          dx[corner + (ky * w + tap - ky * kernel) * c + i]! += dy[out]!
        }
      }
    }
  }
}

/** `[a, m, b]` to `[b, m, a]`: swaps the outer axes around a kept middle one, in tiles that stay in the cache. */
export function swapOuter(x: Float32Array, y: Float32Array, a: number, m: number, b: number): void {
  const tile = 16
  for (let mid = 0; mid < m; mid++) {
    for (let b0 = 0; b0 < b; b0 += tile) {
      const b1 = Math.min(b, b0 + tile)
      for (let i = 0; i < a; i++) {
        const from = (i * m + mid) * b
        let to = (b0 * m + mid) * a + i
        for (let j = b0; j < b1; j++, to += m * a) y[to] = x[from + j]!
      }
    }
  }
}

/** `[rows, cols]` to `[cols, rows]` in tiles, `x` read from `at`. */
export function transpose(x: Float32Array, y: Float32Array, rows: number, cols: number, at = 0, to = 0): void {
  const tile = 16
  for (let r0 = 0; r0 < rows; r0 += tile) {
    const r1 = Math.min(rows, r0 + tile)
    for (let c0 = 0; c0 < cols; c0 += tile) {
      const c1 = Math.min(cols, c0 + tile)
      for (let c = c0; c < c1; c++) {
        const out = to + c * rows
        for (let r = r0; r < r1; r++) y[out + r] = x[at + r * cols + c]!
      }
    }
  }
}

/** One update in place, as torch.optim.SGD computes it (no dampening). */
export function sgd(p: Float32Array, g: Float32Array, m: Float32Array, s: UpdateScalars): void {
  const { learningRate: lr, weightDecay, gradientScale, momentum } = s
  for (let i = 0; i < p.length; i++) {
    const d = g[i]! * gradientScale + weightDecay * p[i]!
    const velocity = momentum * m[i]! + d
    m[i] = velocity
    p[i]! -= lr * (s.nesterov ? d + momentum * velocity : momentum === 0 ? d : velocity)
  }
}
