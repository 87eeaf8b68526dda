/** The op set of stock TensorFlow.js: its public ops and its own gradient kernels, on whatever backend is set (webgpu, cpu). */
import * as tf from '@tensorflow/tfjs'
import { normalisePixels } from '../../model/preprocessing'
import type { ConvGeometry, Ops, OwnOp, UpdateScalars } from './ops'

/** A tensor with a count of its owners; `more` are further tensors that live as long. */
export interface Held {
  t: tf.Tensor
  refs: number
  readonly more: readonly tf.Tensor[]
  readonly shape: readonly number[]
}

const hold = (t: tf.Tensor, more: readonly tf.Tensor[] = []): Held => ({ t, refs: 1, more, shape: t.shape })
const as4d = (x: Held): tf.Tensor4D => x.t as tf.Tensor4D
/** Rows of the last dimension. */
const as2d = (x: Held): tf.Tensor2D => (x.t.rank === 2 ? x.t : x.t.reshape([-1, x.shape.at(-1)!])) as tf.Tensor2D
const tidy = (run: () => tf.Tensor): Held => hold(tf.tidy(run))
/** As TensorFlow.js says it: one number of zeros on all sides, or those of each side of each dimension. */
const zerosOf = ({ pad, below, right }: ConvGeometry): number | tf.backend_util.ExplicitPadding =>
  pad === below && pad === right
    ? pad
    : [
        [0, 0],
        [pad, below],
        [pad, right],
        [0, 0],
      ]
const attributes = (g: ConvGeometry) => ({ strides: [g.stride, g.stride], pad: zerosOf(g), dataFormat: 'NHWC', dimRoundingMode: 'floor' })

/** Tensors cut along their last dimension, one of each for each group; themselves where there is one group. */
function eachGroup({ groups }: ConvGeometry, tensors: readonly tf.Tensor[]): tf.Tensor[][] {
  if (groups === 1) return [[...tensors]]
  const parts = tensors.map((t) => tf.split(t, groups, -1))
  return Array.from({ length: groups }, (_, i) => parts.map((of) => of[i]!))
}

/** A filter in four dimensions, which a linear layer's has not. */
const filterOf = (w: tf.Tensor, g: ConvGeometry): tf.Tensor => w.reshape([g.kernel, g.kernel, g.c / g.groups, g.k])

const convolved = (x: tf.Tensor, w: tf.Tensor, g: ConvGeometry): tf.Tensor =>
  tf.concat(
    eachGroup(g, [x, filterOf(w, g)]).map(([from, filter]) =>
      tf.conv2d(from as tf.Tensor4D, filter as tf.Tensor4D, g.stride, zerosOf(g), 'NHWC', 1, 'floor'),
    ),
    -1,
  )

export class GenericOps implements Ops<Held> {
  pixels(bytes: Uint8Array, n: number, size: number): Held {
    return this.make([n, size, size, 3], (memory) => normalisePixels(bytes, memory))
  }

  upload(data: Float32Array, shape: readonly number[]): Held {
    return hold(tf.tensor(data.slice(), [...shape], 'float32'))
  }

  make(shape: readonly number[], write: (memory: Float32Array) => void): Held {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
    write(data)
    return hold(tf.tensor(data, [...shape], 'float32'))
  }

  async read<R>(x: Held, take: (memory: Float32Array) => R): Promise<R> {
    return take(await x.t.data<'float32'>())
  }

  retain(x: Held): Held {
    x.refs++
    return x
  }

  free(x: Held): void {
    if (--x.refs > 0) return
    x.t.dispose()
    for (const t of x.more) t.dispose()
  }

  bytes(): number {
    return tf.memory().numBytes
  }

  conv(x: Held, w: Held, g: ConvGeometry): Held {
    return tidy(() => convolved(x.t, w.t, g))
  }

  convInput(dy: Held, w: Held, g: ConvGeometry): Held {
    const inputShape = [g.n, g.h, g.w, g.c / g.groups]
    return tidy(() =>
      tf.concat(
        eachGroup(g, [dy.t, filterOf(w.t, g)]).map(
          ([d, filter]) =>
            tf.engine().runKernel('Conv2DBackpropInput', { dy: d!, filter: filter! }, { ...attributes(g), inputShape }) as tf.Tensor,
        ),
        -1,
      ),
    )
  }

  convFilter(x: Held, dy: Held, g: ConvGeometry): Held {
    const filterShape = [g.kernel, g.kernel, g.c / g.groups, g.k / g.groups]
    return tidy(() =>
      tf.concat(
        eachGroup(g, [x.t, dy.t]).map(
          ([from, d]) =>
            tf.engine().runKernel('Conv2DBackpropFilter', { x: from!, dy: d! }, { ...attributes(g), filterShape }) as tf.Tensor,
        ),
        -1,
      ),
    )
  }

  fold(w: Held, gamma: Held, beta: Held, mean: Held, variance: Held, eps: number): { w: Held; b: Held } {
    const scale = tf.tidy(() => gamma.t.mul(variance.t.add(eps).rsqrt()))
    const folded = tidy(() => w.t.mul(scale))
    const b = tidy(() => beta.t.sub(mean.t.mul(scale)))
    scale.dispose()
    return { w: folded, b }
  }

  convBias(x: Held, w: Held, b: Held, relu: boolean, g: ConvGeometry): Held {
    return tidy(() => {
      const y = convolved(x.t, w.t, g).add(b.t)
      return relu ? y.relu() : y
    })
  }

  linear(x: Held, w: Held, b: Held): Held {
    return tidy(() => tf.matMul(as2d(x), as2d(w)).add(b.t))
  }

  linearInput(dy: Held, w: Held): Held {
    return tidy(() => tf.matMul(as2d(dy), as2d(w), false, true))
  }

  linearFilter(x: Held, dy: Held): Held {
    return tidy(() => tf.matMul(as2d(x), as2d(dy), true, false))
  }

  sumRows(dy: Held): Held {
    return tidy(() => dy.t.reshape([-1, dy.shape.at(-1)!]).sum(0))
  }

  batchNorm(
    x: Held,
    gamma: Held,
    beta: Held,
    runningMean: Held,
    runningVar: Held,
    momentum: number,
    eps: number,
  ): { y: Held; stats: Held } {
    const rows = x.t.size / gamma.t.size
    const { mean, variance } = tf.moments(x.t, [0, 1, 2])
    const stats = tidy(() => tf.stack([mean, variance.add(eps).rsqrt()]))
    const y = tidy(() => {
      const scale = gamma.t.mul(variance.add(eps).rsqrt())
      return x.t.mul(scale).add(beta.t.sub(mean.mul(scale)))
    })
    this.assign(runningMean, () => runningMean.t.mul(1 - momentum).add(mean.mul(momentum)))
    this.assign(runningVar, () => runningVar.t.mul(1 - momentum).add(variance.mul((momentum * rows) / Math.max(1, rows - 1))))
    mean.dispose()
    variance.dispose()
    return { y, stats }
  }

  batchNormFixed(x: Held, gamma: Held, beta: Held, mean: Held, variance: Held, eps: number): Held {
    return tidy(() =>
      x.t
        .sub(mean.t)
        .mul(gamma.t.mul(variance.t.add(eps).rsqrt()))
        .add(beta.t),
    )
  }

  batchNormBackward(dy: Held, x: Held, stats: Held, gamma: Held): { dx: Held; dgamma: Held; dbeta: Held } {
    const rows = x.t.size / gamma.t.size
    const [mean, inverse] = tf.unstack(stats.t) as [tf.Tensor, tf.Tensor]
    const normal = tf.tidy(() => x.t.sub(mean).mul(inverse))
    const dbeta = tidy(() => dy.t.sum([0, 1, 2]))
    const dgamma = tidy(() => dy.t.mul(normal).sum([0, 1, 2]))
    const dx = tidy(() =>
      dy.t
        .sub(dbeta.t.div(rows))
        .sub(normal.mul(dgamma.t.div(rows)))
        .mul(gamma.t.mul(inverse)),
    )
    tf.dispose([mean, inverse, normal])
    this.free(dy)
    return { dx, dgamma, dbeta }
  }

  relu(x: Held): Held {
    return this.taking(x, () => x.t.relu())
  }

  reluBackward(dy: Held, y: Held): Held {
    return this.taking(dy, () => dy.t.mul(y.t.step()))
  }

  add(a: Held, b: Held): Held {
    return this.taking(a, () => a.t.add(b.t.reshape(a.t.shape)))
  }

  scale(x: Held, by: Held): Held {
    return tidy(() => x.t.mul(by.t))
  }

  scaleSums(dy: Held, x: Held, shape: readonly number[]): Held {
    const places = [1, 2].filter((axis) => shape[axis] !== x.shape[axis])
    return tidy(() => dy.t.mul(x.t).sum(places, true))
  }

  maxPool(x: Held, g: ConvGeometry): { y: Held; argmax: Held } {
    const y = tf.maxPool(as4d(x), g.kernel, g.stride, g.pad, 'floor')
    return { y: hold(y), argmax: hold(x.t.clone(), [y.clone()]) }
  }

  maxPoolBackward(dy: Held, argmax: Held, g: ConvGeometry): Held {
    const inputs = { dy: dy.t, input: argmax.t, output: argmax.more[0]! }
    const attrs = { filterSize: [g.kernel, g.kernel], strides: [g.stride, g.stride], pad: g.pad, dimRoundingMode: 'floor' }
    return hold(tf.engine().runKernel('MaxPoolGrad', inputs, attrs) as tf.Tensor)
  }

  pool(x: Held): Held {
    return hold(x.t.mean([1, 2], true))
  }

  poolBackward(dy: Held, h: number, w: number): Held {
    const [n, c] = [dy.shape[0]!, dy.shape.at(-1)!]
    return tidy(() =>
      dy.t
        .div(h * w)
        .reshape([n, 1, 1, c])
        .tile([1, h, w, 1]),
    )
  }

  multiply(x: Held, factor: Held): Held {
    return this.taking(x, () => x.t.mul(factor.t.reshape(x.t.shape)))
  }

  run<By>(op: OwnOp<By>, inputs: readonly Held[], by: By): Held {
    return tidy(() =>
      op.tensors(
        tf,
        inputs.map(({ t }) => t),
        by,
      ),
    )
  }

  accumulate(into: Held, g: Held, scale: number): void {
    this.assign(into, () => into.t.add(g.t.mul(scale)))
  }

  average(into: Held, value: Held, decay: number): void {
    this.assign(into, () => into.t.mul(decay).add(value.t.mul(1 - decay)))
  }

  async sumSquares(ts: readonly Held[]): Promise<number> {
    // Not addN: on webgpu it binds all its inputs at once, more than a device allows, and returns zeros.
    const sum = tf.tidy(() => ts.map((x) => x.t.square().sum()).reduce((a, b) => a.add(b)))
    const value = (await sum.data())[0]!
    sum.dispose()
    return value
  }

  update(p: Held, g: Held, m: Held, v: Held | null, s: UpdateScalars): void {
    const scaled = (shift: number) => g.t.mul(s.gradientScale).add(p.t.mul(shift))
    if (s.kind === 'sgd') {
      this.assign(m, () => m.t.mul(s.momentum).add(scaled(s.weightDecay)))
      this.assign(p, () => p.t.sub((s.nesterov ? scaled(s.weightDecay).add(m.t.mul(s.momentum)) : m.t).mul(s.learningRate)))
      return
    }
    const second = v!
    if (s.kind === 'adamw') this.assign(p, () => p.t.mul(1 - s.learningRate * s.weightDecay))
    const coupled = s.kind === 'adam' ? s.weightDecay : 0
    this.assign(m, () => m.t.mul(s.beta1).add(scaled(coupled).mul(1 - s.beta1)))
    this.assign(second, () =>
      second.t.mul(s.beta2).add(
        scaled(coupled)
          .square()
          .mul(1 - s.beta2),
      ),
    )
    this.assign(p, () => {
      const denominator = second.t.sqrt().div(Math.sqrt(s.correction2)).add(s.eps)
      return p.t.sub(m.t.mul(s.learningRate / s.correction1).div(denominator))
    })
  }

  private assign(x: Held, run: () => tf.Tensor): void {
    const next = tf.tidy(() => run().reshape([...x.shape]))
    x.t.dispose()
    x.t = next
  }

  private taking(x: Held, run: () => tf.Tensor): Held {
    const out = tidy(run)
    this.free(x)
    return out
  }
}
