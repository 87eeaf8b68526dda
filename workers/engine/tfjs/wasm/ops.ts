/** The op set of the wasm backend: XNNPACK for convolutions and products, plain loops over the heap for everything else. */
import { foldedNorm } from '../../../model/fold'
import { normalisePixels } from '../../../model/preprocessing'
import type { ConvGeometry, Ops, OwnOp, UpdateScalars } from '../ops'
import { convFilter, convForward, convInput, convTraining } from './conv'
import { groupedFilter, groupedForward, groupedInput } from './grouped'
import type { Buf, Heap } from './heap'
import * as loops from './loops'

export class WasmOps implements Ops<Buf> {
  constructor(private readonly heap: Heap) {}

  pixels(bytes: Uint8Array, n: number, size: number): Buf {
    return this.make([n, size, size, 3], (memory) => normalisePixels(bytes, memory))
  }

  upload(data: Float32Array, shape: readonly number[]): Buf {
    return this.make(shape, (memory) => memory.set(data.subarray(0, memory.length)))
  }

  make(shape: readonly number[], write: (memory: Float32Array) => void): Buf {
    const out = this.heap.alloc(shape)
    write(this.heap.view(out))
    return out
  }

  async read<R>(t: Buf, take: (memory: Float32Array) => R): Promise<R> {
    return take(this.heap.view(t))
  }

  retain(t: Buf): Buf {
    t.refs++
    return t
  }

  free(t: Buf): void {
    this.heap.free(t)
  }

  bytes(): number {
    return this.heap.bytes
  }

  conv(x: Buf, w: Buf, g: ConvGeometry): Buf {
    return g.groups > 1 ? groupedForward(this.heap, x, w, g) : convTraining(this.heap, x, w, g)
  }

  convInput(dy: Buf, w: Buf, g: ConvGeometry): Buf {
    return g.groups > 1 ? groupedInput(this.heap, dy, w, g) : convInput(this.heap, dy, w, g)
  }

  convFilter(x: Buf, dy: Buf, g: ConvGeometry): Buf {
    return g.groups > 1 ? groupedFilter(this.heap, x, dy, g) : convFilter(this.heap, x, dy, g)
  }

  fold(w: Buf, gamma: Buf, beta: Buf, mean: Buf, variance: Buf, eps: number): { w: Buf; b: Buf } {
    const folded = this.heap.alloc(w.shape)
    const b = this.heap.alloc(beta.shape)
    const [g, s, m, v] = [gamma, beta, mean, variance].map((t) => this.heap.view(t))
    const { scale, shift } = foldedNorm(g!, s!, m!, v!, eps)
    loops.affine(this.heap.view(w), this.heap.view(folded), scale, new Float64Array(scale.length))
    this.heap.view(b).set(shift)
    return { w: folded, b }
  }

  convBias(x: Buf, w: Buf, b: Buf, relu: boolean, g: ConvGeometry): Buf {
    return (g.groups > 1 ? groupedForward : convForward)(this.heap, x, w, g, b, relu)
  }

  linear(x: Buf, w: Buf, b: Buf): Buf {
    const [n, inner, outer] = [x.shape[0]!, w.shape[0]!, w.shape[1]!]
    const out = this.heap.alloc([n, outer])
    const [xs, ws, bs, ys] = [this.heap.view(x), this.heap.view(w), this.heap.view(b), this.heap.view(out)]
    const row = new Float64Array(outer)
    for (let i = 0; i < n; i++) {
      row.set(bs)
      for (let j = 0; j < inner; j++) {
        const v = xs[i * inner + j]!
        if (v !== 0) for (let o = 0; o < outer; o++) row[o]! += v * ws[j * outer + o]!
      }
      ys.set(row, i * outer)
    }
    return out
  }

  linearInput(dy: Buf, w: Buf): Buf {
    const [n, inner, outer] = [dy.shape[0]!, w.shape[0]!, w.shape[1]!]
    const out = this.heap.alloc([n, inner])
    const [ds, ws, xs] = [this.heap.view(dy), this.heap.view(w), this.heap.view(out)]
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < inner; j++) {
        let sum = 0
        for (let o = 0; o < outer; o++) sum += ds[i * outer + o]! * ws[j * outer + o]!
        xs[i * inner + j] = sum
      }
    }
    return out
  }

  linearFilter(x: Buf, dy: Buf): Buf {
    const [n, inner, outer] = [dy.shape[0]!, x.shape.at(-1)!, dy.shape[1]!]
    const out = this.heap.alloc([inner, outer])
    const [xs, ds, gs] = [this.heap.view(x), this.heap.view(dy), this.heap.view(out)]
    const row = new Float64Array(outer)
    for (let j = 0; j < inner; j++) {
      row.fill(0)
      for (let i = 0; i < n; i++) {
        const v = xs[i * inner + j]!
        if (v !== 0) for (let o = 0; o < outer; o++) row[o]! += v * ds[i * outer + o]!
      }
      gs.set(row, j * outer)
    }
    return out
  }

  sumRows(dy: Buf): Buf {
    const view = this.heap.view(dy)
    const { sum } = loops.channelSums(view, view, dy.shape.at(-1)!)
    return this.upload(Float32Array.from(sum), [sum.length])
  }

  batchNorm(x: Buf, gamma: Buf, beta: Buf, runningMean: Buf, runningVar: Buf, momentum: number, eps: number): { y: Buf; stats: Buf } {
    const c = gamma.size
    const rows = x.size / c
    const y = this.heap.alloc(x.shape)
    const stats = this.heap.alloc([2, c])
    const sums = this.sums(x, x, c)
    const [gs, bs, means, vars, kept] = [gamma, beta, runningMean, runningVar, stats].map((t) => this.heap.view(t))
    const scale = new Float32Array(c)
    const shift = new Float32Array(c)
    for (let i = 0; i < c; i++) {
      const mean = sums[i]! / rows
      const variance = Math.max(0, sums[c + i]! / rows - mean * mean)
      const inverse = 1 / Math.sqrt(variance + eps)
      kept![i] = mean
      kept![c + i] = inverse
      scale[i] = gs![i]! * inverse
      shift[i] = bs![i]! - mean * gs![i]! * inverse
      means![i] = (1 - momentum) * means![i]! + momentum * mean
      vars![i] = (1 - momentum) * vars![i]! + (momentum * variance * rows) / Math.max(1, rows - 1)
    }
    const factors = this.constants([scale, shift])
    this.heap.kernels.affine(x.pointer, y.pointer, factors.pointer, factors.pointer + 4 * c, rows, c)
    this.free(factors)
    return { y, stats }
  }

  batchNormFixed(x: Buf, gamma: Buf, beta: Buf, mean: Buf, variance: Buf, eps: number): Buf {
    const y = this.heap.alloc(x.shape)
    const [g, s, m, v] = [gamma, beta, mean, variance].map((t) => this.heap.view(t))
    const { scale, shift } = foldedNorm(g!, s!, m!, v!, eps)
    loops.affine(this.heap.view(x), this.heap.view(y), scale, shift)
    return y
  }

  batchNormBackward(dy: Buf, x: Buf, stats: Buf, gamma: Buf): { dx: Buf; dgamma: Buf; dbeta: Buf } {
    const c = gamma.size
    const rows = x.size / c
    const dx = dy.refs === 1 ? dy : this.heap.alloc(dy.shape)
    const dgamma = this.heap.alloc([c])
    const dbeta = this.heap.alloc([c])
    const sums = this.sums(dy, x, c)
    const [kept, gs, dg, db] = [stats, gamma, dgamma, dbeta].map((t) => this.heap.view(t))
    const [a, b, d] = [new Float32Array(c), new Float32Array(c), new Float32Array(c)]
    for (let i = 0; i < c; i++) {
      const inverse = kept![c + i]!
      const slope = inverse * (sums[c + i]! - kept![i]! * sums[i]!)
      const factor = gs![i]! * inverse
      dg![i] = slope
      db![i] = sums[i]!
      a[i] = factor
      b[i] = (-factor * inverse * slope) / rows
      d[i] = (-factor * sums[i]!) / rows
    }
    const factors = this.constants([kept!.slice(0, c), a, b, d])
    this.heap.kernels.affine2(dy.pointer, x.pointer, dx.pointer, factors.pointer, rows, c)
    this.free(factors)
    if (dx !== dy) this.free(dy)
    return { dx, dgamma, dbeta }
  }

  relu(x: Buf): Buf {
    const out = this.own(x)
    this.heap.kernels.relu(out.pointer, 4 * out.size)
    return out
  }

  reluBackward(dy: Buf, y: Buf): Buf {
    const out = this.own(dy)
    this.heap.kernels.reluBackward(out.pointer, y.pointer, 4 * out.size)
    return out
  }

  add(a: Buf, b: Buf): Buf {
    const out = this.own(a)
    this.heap.kernels.add(out.pointer, b.pointer, 4 * out.size)
    return out
  }

  scale(x: Buf, by: Buf): Buf {
    const out = this.heap.alloc(x.shape)
    const [xs, fs, ys] = [this.heap.view(x), this.heap.view(by), this.heap.view(out)]
    const [all, own] = [xs.length / x.shape[0]!, fs.length / x.shape[0]!]
    for (let i = 0; i < ys.length; i++) ys[i] = xs[i]! * fs[Math.floor(i / all) * own + (i % own)]!
    return out
  }

  scaleSums(dy: Buf, x: Buf, shape: readonly number[]): Buf {
    const out = this.heap.alloc(shape)
    const [ds, xs, ys] = [this.heap.view(dy), this.heap.view(x), this.heap.view(out)]
    const [all, own] = [xs.length / x.shape[0]!, ys.length / x.shape[0]!]
    ys.fill(0)
    for (let i = 0; i < xs.length; i++) ys[Math.floor(i / all) * own + (i % own)]! += ds[i]! * xs[i]!
    return out
  }

  maxPool(x: Buf, g: ConvGeometry): { y: Buf; argmax: Buf } {
    const y = this.heap.alloc([g.n, g.oh, g.ow, g.c])
    const argmax = this.heap.alloc(y.shape)
    loops.maxPool(this.heap, x, y, argmax, g)
    return { y, argmax }
  }

  maxPoolBackward(dy: Buf, argmax: Buf, g: ConvGeometry): Buf {
    const dx = this.heap.alloc([g.n, g.h, g.w, g.c])
    loops.maxPoolBackward(this.heap.view(dy), this.heap.view(argmax), this.heap.view(dx), g)
    return dx
  }

  pool(x: Buf): Buf {
    const [n, h, w, c] = x.shape as [number, number, number, number]
    const out = this.heap.alloc([n, 1, 1, c])
    const [xs, ys] = [this.heap.view(x), this.heap.view(out)]
    for (let i = 0; i < n; i++) {
      const image = xs.subarray(i * h * w * c, (i + 1) * h * w * c)
      ys.set(
        loops.channelSums(image, image, c).sum.map((v) => v / (h * w)),
        i * c,
      )
    }
    return out
  }

  poolBackward(dy: Buf, h: number, w: number): Buf {
    const [n, c] = [dy.shape[0]!, dy.shape.at(-1)!]
    const out = this.heap.alloc([n, h, w, c])
    const [ds, xs] = [this.heap.view(dy), this.heap.view(out)]
    for (let i = 0; i < n; i++) {
      const row = ds.subarray(i * c, (i + 1) * c).map((v) => v / (h * w))
      for (let at = 0; at < h * w; at++) xs.set(row, (i * h * w + at) * c)
    }
    return out
  }

  multiply(x: Buf, factor: Buf): Buf {
    const out = this.own(x)
    const [xs, fs] = [this.heap.view(out), this.heap.view(factor)]
    for (let i = 0; i < xs.length; i++) xs[i]! *= fs[i]!
    return out
  }

  run<By>(op: OwnOp<By>, inputs: readonly Buf[], by: By): Buf {
    const out = this.heap.alloc(
      op.shape(
        inputs.map(({ shape }) => shape),
        by,
      ),
    )
    const view = (t: Buf) => ({ data: this.heap.view(t), shape: t.shape })
    op.loops(inputs.map(view), view(out), by)
    return out
  }

  accumulate(into: Buf, g: Buf, scale: number): void {
    const [to, from] = [this.heap.view(into), this.heap.view(g)]
    for (let i = 0; i < to.length; i++) to[i]! += scale * from[i]!
  }

  average(into: Buf, value: Buf, decay: number): void {
    const [to, from] = [this.heap.view(into), this.heap.view(value)]
    for (let i = 0; i < to.length; i++) to[i] = decay * to[i]! + (1 - decay) * from[i]!
    this.heap.changed(into)
  }

  sumSquares(ts: readonly Buf[]): Promise<number> {
    let sum = 0
    for (const t of ts) {
      const view = this.heap.view(t)
      for (let i = 0; i < view.length; i++) sum += view[i]! * view[i]!
    }
    return Promise.resolve(sum)
  }

  update(p: Buf, g: Buf, m: Buf, v: Buf | null, s: UpdateScalars): void {
    if (v === null) loops.sgd(this.heap.view(p), this.heap.view(g), this.heap.view(m), s)
    else {
      const { learningRate: lr, weightDecay: decay, beta1, beta2, gradientScale, eps } = s
      const [shrink, coupled] = s.kind === 'adamw' ? [lr * decay, 0] : [0, decay]
      const betas = [beta1, 1 - beta1, beta2, 1 - beta2] as const
      const steps = [lr / s.correction1, 1 / Math.sqrt(s.correction2), eps] as const
      this.heap.kernels.adam(p.pointer, g.pointer, m.pointer, v.pointer, 4 * p.size, gradientScale, shrink, coupled, ...betas, ...steps)
    }
    this.heap.changed(p)
  }

  /** Per-channel sums of a and of a * b, float64, `[2, c]`. */
  private sums(a: Buf, b: Buf, c: number): Float64Array {
    if (c % 4) throw new Error(`BatchNorm over ${c} channels: this engine needs a multiple of 4.`)
    const buf = this.heap.alloc([4 * c])
    this.heap.view64(buf).fill(0)
    this.heap.kernels.sums(a.pointer, b.pointer, a.size / c, c, buf.pointer)
    const out = this.heap.view64(buf).slice()
    this.free(buf)
    return out
  }

  /** Rows of equal length behind one another. */
  private constants(rows: readonly Float32Array[]): Buf {
    const width = rows[0]!.length
    const out = this.heap.alloc([rows.length, width])
    const view = this.heap.view(out)
    for (const [i, row] of rows.entries()) view.set(row, i * width)
    return out
  }

  /** The buffer itself where the caller is its only owner, else a copy, the caller's reference given up. */
  private own(x: Buf): Buf {
    if (x.refs === 1) return x
    const out = this.heap.alloc(x.shape)
    this.heap.view(out).set(this.heap.view(x))
    this.free(x)
    return out
  }
}
