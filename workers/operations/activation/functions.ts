/** Functions of each value alone, and their slopes, as torch.nn.functional has them: for whoever computes value by value on the processor. */

export interface Activation {
  readonly of: (x: number) => number
  /** Its derivative; at a kink what torch's backward takes. */
  readonly slope: (x: number) => number
}

/** 0 for an x far below, 1 for one far above; NaN stays NaN. */
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
/**
 * 1 - erf(z) for z >= 0, to within 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26); `decay` is e^(-z z). The engines compute the same.
 */
export const ERFC = { p: 0.3275911, a: [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429] } as const
/** The normal distribution's function, Phi(x). */
function normal(x: number): number {
  const t = 1 / (1 + ERFC.p * Math.abs(x) * Math.SQRT1_2)
  const half = 0.5 * Math.exp(-0.5 * x * x) * ERFC.a.reduceRight((sum, factor) => (sum + factor) * t, 0)
  return x < 0 ? half : 1 - half
}
/** 1 / sqrt(2 pi): the density at 0. */
export const NORMAL_DENSITY = 0.3989422804014327
/** min(max(x + 3, 0), 6) / 6, by which hard-sigmoid and hard-swish go (Howard et al. 2019). */
const ramp = (x: number): number => Math.min(Math.max(x + 3, 0), 6) / 6

/** By torch's names. Keeps a NaN a NaN. */
export const ACTIVATIONS = {
  relu: { of: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  relu6: { of: (x) => Math.min(Math.max(x, 0), 6), slope: (x) => (x > 0 && x < 6 ? 1 : 0) },
  sigmoid: { of: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) },
  silu: { of: (x) => x * sigmoid(x), slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))) },
  hardsigmoid: { of: ramp, slope: (x) => (x > -3 && x < 3 ? 1 / 6 : 0) },
  hardswish: { of: (x) => x * ramp(x), slope: (x) => (x < -3 ? 0 : x <= 3 ? x / 3 + 0.5 : 1) },
  /** torch's default, by erf (Hendrycks and Gimpel 2016). */
  gelu: { of: (x) => x * normal(x), slope: (x) => normal(x) + x * NORMAL_DENSITY * Math.exp(-0.5 * x * x) },
} as const satisfies Record<string, Activation>

export type ActivationKind = keyof typeof ACTIVATIONS
/** All but ReLU, which the engines do in place or on the way. */
export type OtherActivation = Exclude<ActivationKind, 'relu'>
export const OTHER_ACTIVATIONS = Object.keys(ACTIVATIONS).filter((kind): kind is OtherActivation => kind !== 'relu')
