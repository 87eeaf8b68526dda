/**
 * Grouped convolutions: each group of output channels reads its own group of input channels. Weights are `[kernel*kernel, in/groups, out]`, as the dense
 * kernels have them. Depthwise (one channel a group) and groups of a multiple of four channels; four output channels of a pixel an invocation, whatever the
 * adapter: there is little to share between invocations.
 */
import { grid1d, type KernelSpec, kernel, over, read, write } from '../kernel'
import {
  type ConvEpilogue,
  type ConvShape,
  ceilDiv,
  convFlops,
  epilogueBindings,
  epilogueName,
  epilogueOf,
  lines,
  outPixels,
  shapeName,
  weightSize,
} from './conv-shape'

interface Groups {
  /** Channels of a group, in and out. */
  readonly ins: number
  readonly outs: number
  readonly depthwise: boolean
}

/** @throws Error where groups are not what these kernels take */
function groupsOf(shape: ConvShape): Groups {
  const [ins, outs] = [shape.inC / shape.groups, shape.outC / shape.groups]
  const depthwise = ins === 1 && outs === 1
  if (shape.inC % 4 !== 0 || shape.outC % 4 !== 0 || !(depthwise || (ins % 4 === 0 && outs % 4 === 0)))
    throw new Error(`The WebGPU engine takes groups of 1 to 1 channels or of multiples of 4, not ${shape.groups} of ${ins} to ${outs}.`)
  return { ins, outs, depthwise }
}

const named = (kind: string, shape: ConvShape): string =>
  `conv-${kind}-${groupsOf(shape).depthwise ? 'depthwise' : 'grouped'} ${shapeName(shape)} /${shape.groups}`

/** WGSL over the taps of an output pixel (`oh`, `ow` of `image`): `body` for each that lies in the input, at pixel `ip`, with `tap`. */
const overTaps = ({ kernel: k, stride, padding, inH, inW }: ConvShape, body: string): string => /* wgsl */ `
  for (var kh = 0; kh < ${k}; kh++) {
    let ih = oh * ${stride} + kh - ${padding};
    if (ih < 0 || ih >= ${inH}) { continue; }
    for (var kw = 0; kw < ${k}; kw++) {
      let iw = ow * ${stride} + kw - ${padding};
      if (iw < 0 || iw >= ${inW}) { continue; }
      let tap = u32(kh * ${k} + kw);
      let ip = u32((image * ${inH} + ih) * ${inW} + iw);
      ${body}
    }
  }`

/** y = conv(x, w), then the epilogue. */
export function convForwardGrouped(shape: ConvShape, epilogue: ConvEpilogue): KernelSpec {
  const { ins, outs, depthwise } = groupsOf(shape)
  const { outH, outW } = shape
  const [inQ, outQ, groupQ] = [shape.inC / 4, shape.outC / 4, ins / 4]
  const product = depthwise
    ? `acc = fma(x[ip * ${inQ}u + q], w[tap * ${outQ}u + q], acc);`
    : /* wgsl */ `for (var iq = 0u; iq < ${groupQ}u; iq++) {
        let v = x[ip * ${inQ}u + q / ${outs / 4}u * ${groupQ}u + iq];
        let base = (tap * ${ins}u + iq * 4u) * ${outQ}u + q;
        ${lines(4, (c) => `acc = fma(vec4f(v[${c}]), w[base + ${c * outQ}u], acc);`)}
      }`
  return kernel<string>({
    name: `${named('forward', shape)}${epilogueName(epilogue)}`,
    bindings: { x: read(), w: read(), y: write(), ...epilogueBindings(epilogue) },
    code: over(
      `step.n * ${outPixels(shape) * outQ}u`,
      /* wgsl */ `let q = i % ${outQ}u;
  let ow = i32(i / ${outQ}u % ${outW}u);
  let oh = i32(i / ${outQ * outW}u % ${outH}u);
  let image = i32(i / ${outQ * outW * outH}u);
  var acc = vec4f(0);
  ${overTaps(shape, product)}
  y[i] = ${epilogueOf(epilogue, 'acc', 'i', 'q')};`,
    ),
    grid: (n) => grid1d(n * outPixels(shape) * outQ),
    flops: convFlops(shape),
  })
}

/** dx gathers what each input pixel's outputs want of it; added to `dx` where `accumulate`. */
export function convInputGradientGrouped(shape: ConvShape, accumulate: boolean): KernelSpec<'dy' | 'w' | 'dx'> {
  const { ins, outs, depthwise } = groupsOf(shape)
  const { kernel: k, stride, padding, inH, inW, outH, outW } = shape
  const [inQ, outQ, groupQ, groupOutQ] = [shape.inC / 4, shape.outC / 4, ins / 4, outs / 4]
  const product = depthwise
    ? `acc = fma(dy[op * ${outQ}u + q], w[tap * ${outQ}u + q], acc);`
    : /* wgsl */ `for (var oq = 0u; oq < ${groupOutQ}u; oq++) {
        let column = q / ${groupQ}u * ${groupOutQ}u + oq;
        let d = dy[op * ${outQ}u + column];
        let base = (tap * ${ins}u + q % ${groupQ}u * 4u) * ${outQ}u + column;
        acc += vec4f(${[0, 1, 2, 3].map((c) => `dot(d, w[base + ${c * outQ}u])`).join(', ')});
      }`
  return kernel({
    name: `${named('input-gradient', shape)}${accumulate ? ' +=' : ''}`,
    bindings: { dy: read(), w: read(), dx: write() },
    code: over(
      `step.n * ${inH * inW * inQ}u`,
      /* wgsl */ `let q = i % ${inQ}u;
  let iw = i32(i / ${inQ}u % ${inW}u);
  let ih = i32(i / ${inQ * inW}u % ${inH}u);
  let image = i32(i / ${inQ * inW * inH}u);
  var acc = vec4f(0);
  for (var kh = (ih + ${padding}) % ${stride}; kh < ${k}; kh += ${stride}) {
    let oh = (ih + ${padding} - kh) / ${stride};
    if (ih + ${padding} < kh || oh >= ${outH}) { continue; }
    for (var kw = (iw + ${padding}) % ${stride}; kw < ${k}; kw += ${stride}) {
      let ow = (iw + ${padding} - kw) / ${stride};
      if (iw + ${padding} < kw || ow >= ${outW}) { continue; }
      let tap = u32(kh * ${k} + kw);
      let op = u32((image * ${outH} + oh) * ${outW} + ow);
      ${product}
    }
  }
  dx[i] = acc${accumulate ? ' + dx[i]' : ''};`,
    ),
    grid: (n) => grid1d(n * inH * inW * inQ),
    flops: convFlops(shape),
  })
}

/** Weights, four of them a vector, of a tap; and how many vectors an invocation makes. */
const filterItems = (shape: ConvShape): number =>
  (shape.kernel ** 2 * shape.outC) / 4 / (groupsOf(shape).depthwise ? 1 : 4 / (shape.inC / shape.groups))

/** At least two: the parts are then added up, which also adds to an earlier micro-batch. */
export function filterSplitsGrouped(shape: ConvShape, batch: number): number {
  return Math.max(2, Math.min(64, ceilDiv(1 << 14, filterItems(shape)), Math.floor((batch * outPixels(shape)) / 64)))
}

/** Each split's sum over its share of the output pixels, in `dw[split]`. */
export function convFilterGradientGrouped(shape: ConvShape, splits: number): KernelSpec<'x' | 'dy' | 'dw'> {
  const { ins, outs, depthwise } = groupsOf(shape)
  const { kernel: k, stride, padding, inH, inW, outW } = shape
  const [inQ, outQ] = [shape.inC / 4, shape.outC / 4]
  const pixels = outPixels(shape)
  const size = weightSize(shape) / 4
  const rows = depthwise ? 1 : ins / 4
  const sums = depthwise ? 1 : 4
  const xAt = depthwise ? 'q' : `q / ${outs / 4}u * ${ins / 4}u + iq`
  return kernel({
    name: `${named('filter-gradient', shape)} /${splits}`,
    bindings: { x: read(), dy: read(), dw: write() },
    code: over(
      `${splits * k * k * rows * outQ}u`,
      /* wgsl */ `let q = i % ${outQ}u;
  let iq = i / ${outQ}u % ${rows}u;
  let tap = i / ${outQ * rows}u % ${k * k}u;
  let part = i / ${outQ * rows * k * k}u;
  let all = step.n * ${pixels}u;
  let share = (all + ${splits - 1}u) / ${splits}u;
  ${lines(sums, (c) => `var s${c} = vec4f(0);`)}
  for (var row = part * share; row < min((part + 1u) * share, all); row++) {
    let ih = i32(row % ${pixels}u / ${outW}u * ${stride}u + tap / ${k}u) - ${padding};
    let iw = i32(row % ${outW}u * ${stride}u + tap % ${k}u) - ${padding};
    if (ih < 0 || ih >= ${inH} || iw < 0 || iw >= ${inW}) { continue; }
    let v = x[((row / ${pixels}u * ${inH}u + u32(ih)) * ${inW}u + u32(iw)) * ${inQ}u + ${xAt}];
    let d = dy[row * ${outQ}u + q];
    ${depthwise ? 's0 = fma(v, d, s0);' : lines(4, (c) => `s${c} = fma(vec4f(v[${c}]), d, s${c});`)}
  }
  let to = part * ${size}u + (tap * ${ins}u + iq * 4u) * ${outQ}u + q;
  ${lines(sums, (c) => `dw[to + ${c * outQ}u] = s${c};`)}`,
    ),
    grid: () => grid1d(splits * k * k * rows * outQ),
    flops: convFlops(shape),
  })
}
