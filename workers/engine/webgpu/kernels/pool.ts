/** Max pooling with the place of the (first) maximum kept, its gradient, and the global average. NHWC, four channels an invocation. */
import { grid1d, kernel, over, read, write } from '../kernel'
import { normalised } from './batchnorm'

export interface PoolShape {
  readonly inH: number
  readonly inW: number
  readonly outH: number
  readonly outW: number
  readonly channels: number
  readonly kernel: number
  readonly stride: number
  readonly padding: number
}

/**
 * @param normalise reads a convolution's output and applies BatchNorm and ReLU on the way, so that neither's output is ever stored
 * @param keep stores each maximum's tap (kh*kernel+kw), four channels to a word, for the gradient
 */
export function maxPool(shape: PoolShape, normalise: boolean, keep: boolean) {
  const { inH, inW, outH, outW, kernel: k, stride, padding } = shape
  const quads = shape.channels / 4
  const value = normalise ? `max(${normalised('x[at]', quads)}, vec4f(0))` : 'x[at]'
  return kernel<string>({
    name: `max-pool ${inH}x${inW}x${shape.channels}${normalise ? ' +bn+relu' : ''}`,
    bindings: { x: read(), ...(normalise ? { stats: read() } : {}), y: write(), ...(keep ? { taps: write('u32') } : {}) },
    code: over(
      `step.n * ${outH * outW * quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let ow = i32(i / ${quads}u % ${outW}u);
  let oh = i32(i / ${quads * outW}u % ${outH}u);
  let image = i32(i / ${quads * outW * outH}u);
  var best = vec4f(-3.4e38);
  var tap = vec4u(0);
  for (var kh = 0; kh < ${k}; kh++) {
    let ih = oh * ${stride} + kh - ${padding};
    if (ih < 0 || ih >= ${inH}) { continue; }
    for (var kw = 0; kw < ${k}; kw++) {
      let iw = ow * ${stride} + kw - ${padding};
      if (iw < 0 || iw >= ${inW}) { continue; }
      let at = u32((image * ${inH} + ih) * ${inW} + iw) * ${quads}u + q;
      let v = ${value};
      tap = select(tap, vec4u(u32(kh * ${k} + kw)), v > best);
      best = max(best, v);
    }
  }
  y[i] = best;
  ${keep ? 'taps[i] = tap.x | (tap.y << 8u) | (tap.z << 16u) | (tap.w << 24u);' : ''}`,
    ),
    grid: (n) => grid1d(n * outH * outW * quads),
  })
}

/** dx gathers, for each input pixel, the dy of the windows whose maximum it was. */
export function maxPoolGradient(shape: PoolShape) {
  const { inH, inW, outH, outW, kernel: k, stride, padding } = shape
  const quads = shape.channels / 4
  return kernel({
    name: `max-pool-gradient ${inH}x${inW}x${shape.channels}`,
    bindings: { dy: read(), taps: read('u32'), dx: write() },
    code: over(
      `step.n * ${inH * inW * quads}u`,
      /* wgsl */ `let q = i % ${quads}u;
  let iw = i32(i / ${quads}u % ${inW}u);
  let ih = i32(i / ${quads * inW}u % ${inH}u);
  let image = i32(i / ${quads * inW * inH}u);
  var sum = vec4f(0);
  for (var kh = (ih + ${padding}) % ${stride}; kh < ${k}; kh += ${stride}) {
    let oh = (ih + ${padding} - kh) / ${stride};
    if (ih + ${padding} < kh || oh >= ${outH}) { continue; }
    for (var kw = (iw + ${padding}) % ${stride}; kw < ${k}; kw += ${stride}) {
      let ow = (iw + ${padding} - kw) / ${stride};
      if (iw + ${padding} < kw || ow >= ${outW}) { continue; }
      let at = u32((image * ${outH} + oh) * ${outW} + ow) * ${quads}u + q;
      let packed = taps[at];
      let tap = vec4u(packed, packed >> 8u, packed >> 16u, packed >> 24u) & vec4u(255);
      sum += select(vec4f(0), dy[at], tap == vec4u(u32(kh * ${k} + kw)));
    }
  }
  dx[i] = sum;`,
    ),
    grid: (n) => grid1d(n * inH * inW * quads),
  })
}

/** y[n, c] = mean of x over pixels. */
export function averagePool(pixels: number, channels: number) {
  const quads = channels / 4
  return kernel({
    name: `average-pool ${pixels}x${channels}`,
    bindings: { x: read(), y: write() },
    code: over(
      `step.n * ${quads}u`,
      /* wgsl */ `let base = i / ${quads}u * ${pixels * quads}u + i % ${quads}u;
  var sum = vec4f(0);
  for (var p = 0u; p < ${pixels}u; p++) { sum += x[base + p * ${quads}u]; }
  y[i] = sum / ${pixels}.0;`,
      16,
    ),
    grid: (n) => grid1d(n * quads, 16),
  })
}

/** dx[n, p, c] = dy[n, c] / pixels. */
export function averagePoolGradient(pixels: number, channels: number) {
  const quads = channels / 4
  return kernel({
    name: `average-pool-gradient ${pixels}x${channels}`,
    bindings: { dy: read(), dx: write() },
    code: over(`step.n * ${pixels * quads}u`, `dx[i] = dy[i / ${pixels * quads}u * ${quads}u + i % ${quads}u] / ${pixels}.0;`),
    grid: (n) => grid1d(n * pixels * quads),
  })
}
