/** Functions of each value alone and their slopes, but ReLU, which other kernels do on the way; four values an invocation. */
import { ERFC, NORMAL_DENSITY, type OtherActivation } from '../../../operations/activation/functions'
import { grid1d, kernel, over, read, write } from '../kernel'

const SIGMOID = '1.0 / (1.0 + exp(-v))'
const RAMP = 'clamp(v + 3.0, vec4f(0), vec4f(6)) / 6.0'

/** The normal distribution's function. */
const NORMAL = /* wgsl */ `
fn normal(v: vec4f) -> vec4f {
  let t = 1.0 / (1.0 + ${ERFC.p * Math.SQRT1_2} * abs(v));
  let tail = 0.5 * exp(-0.5 * v * v) * ${ERFC.a.reduceRight((sum, factor) => (sum ? `t * (${factor} + ${sum})` : `t * ${factor}`), '')};
  return select(1.0 - tail, tail, v < vec4f(0));
}`

/** WGSL over `v`, a vec4f: the value and the slope. As `ACTIVATIONS` of operations/activation/functions.ts. */
const FORMS: Readonly<Record<OtherActivation, { readonly of: string; readonly slope: string; readonly needs?: string }>> = {
  relu6: { of: 'clamp(v, vec4f(0), vec4f(6))', slope: 'select(vec4f(0), vec4f(1), (v > vec4f(0)) & (v < vec4f(6)))' },
  sigmoid: { of: SIGMOID, slope: `(${SIGMOID}) * (1.0 - ${SIGMOID})` },
  silu: { of: `v * (${SIGMOID})`, slope: `(${SIGMOID}) * (1.0 + v * (1.0 - ${SIGMOID}))` },
  hardsigmoid: { of: RAMP, slope: 'select(vec4f(0), vec4f(1.0 / 6.0), (v > vec4f(-3)) & (v < vec4f(3)))' },
  hardswish: {
    of: `v * (${RAMP})`,
    slope: 'select(select(vec4f(1), v / 3.0 + 0.5, v <= vec4f(3)), vec4f(0), v < vec4f(-3))',
  },
  gelu: { of: 'v * normal(v)', slope: `normal(v) + v * (${NORMAL_DENSITY} * exp(-0.5 * v * v))`, needs: NORMAL },
}

/** @param size values a picture, a multiple of 4 */
export function activate(kind: OtherActivation, size: number) {
  return kernel({
    name: `${kind} ${size}`,
    bindings: { x: read(), y: write() },
    code: `${FORMS[kind].needs ?? ''}${over(`step.n * ${size / 4}u`, `let v = x[i];\n  y[i] = ${FORMS[kind].of};`)}`,
    grid: (n) => grid1d((n * size) / 4),
  })
}

/** Multiplies g in place by the slope at x. */
export function activationGradient(kind: OtherActivation, size: number) {
  return kernel({
    name: `${kind}-gradient ${size}`,
    bindings: { x: read(), g: write() },
    code: `${FORMS[kind].needs ?? ''}${over(`step.n * ${size / 4}u`, `let v = x[i];\n  g[i] *= ${FORMS[kind].slope};`)}`,
    grid: (n) => grid1d((n * size) / 4),
  })
}
