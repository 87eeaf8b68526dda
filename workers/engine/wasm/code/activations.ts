/** Functions of each value alone and their slopes, but ReLU, which other kernels do on the way; lengths as in `loops.ts`. */
import { ERFC, NORMAL_DENSITY, OTHER_ACTIVATIONS, type OtherActivation } from '../../../operations/activation/functions'
import { type Code, type Finished, f32, i32, type Local, Routine, set, v } from './assembler'
import { everyQuad } from './loops'

const all = (value: number): Code => v.splat(f32.of(value))
const ONE = all(1)

interface Form {
  /** Of x, and of what `by` says: x's sigmoid, or the normal distribution's function of x and e^(-x x / 2). */
  of(x: Code, share: Code): Code
  slope(x: Code, share: Code, decay: Code): Code
  readonly by?: 'sigmoid' | 'normal'
}

const clamped = (x: Code, least: number, most: number): Code => v.min(v.max(x, all(least)), all(most))
const ramp = (x: Code): Code => v.div(clamped(v.add(x, all(3)), 0, 6), all(6))
const within = (x: Code, least: number, most: number, value: number): Code =>
  v.and(all(value), v.and(v.gt(x, all(least)), v.lt(x, all(most))))
const falling = (sigmoid: Code): Code => v.sub(ONE, sigmoid)

/** As `ACTIVATIONS` of operations/activation/functions.ts. */
const FORMS: Readonly<Record<OtherActivation, Form>> = {
  relu6: { of: (x) => clamped(x, 0, 6), slope: (x) => within(x, 0, 6, 1) },
  sigmoid: { by: 'sigmoid', of: (_, s) => s, slope: (_, s) => v.mul(s, falling(s)) },
  silu: { by: 'sigmoid', of: (x, s) => v.mul(x, s), slope: (x, s) => v.mul(s, v.add(ONE, v.mul(x, falling(s)))) },
  hardsigmoid: { of: ramp, slope: (x) => within(x, -3, 3, 1 / 6) },
  hardswish: {
    of: (x) => v.mul(x, ramp(x)),
    slope: (x) => v.andnot(v.pick(v.add(v.div(x, all(3)), all(0.5)), ONE, v.le(x, all(3))), v.lt(x, all(-3))),
  },
  gelu: { by: 'normal', of: (x, s) => v.mul(x, s), slope: (x, s, decay) => v.add(s, v.mul(x, v.mul(decay, all(NORMAL_DENSITY)))) },
}

/** Where e^x has no f32 any more: what lies beyond is taken for these. */
const [LEAST, MOST] = [-87.3, 88.3] as const
/** ln 2 in two parts, the first of few bits, and a polynomial for e^r within +-ln 2 / 2: Cephes' expf (Moshier), off by at most 2 of the last place. */
const LN2 = [0.693359375, -2.1219444e-4] as const
const POLYNOMIAL = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1] as const

/** `out = e^value`; changes `value`, which lies within `LEAST` and `MOST`. */
function exponential(f: Routine, value: Local, out: Local): Code[] {
  const power = f.local('v128')
  const [first, ...rest] = POLYNOMIAL
  const polynomial = rest.reduce<Code>((sum, factor) => v.add(v.mul(sum, value.get), all(factor)), all(first))
  const exponent = v.shlI32(v.addI32(v.truncate(power.get), v.splatI32(i32.of(127))), 23)
  return [
    set(power, v.nearest(v.mul(value.get, all(Math.LOG2E)))),
    ...LN2.map((part) => set(value, v.sub(value.get, v.mul(power.get, all(part))))),
    set(out, v.add(v.add(v.mul(polynomial, v.mul(value.get, value.get)), value.get), ONE)),
    set(out, v.mul(out.get, exponent)),
  ]
}

/** `out = 1 / (1 + e^-x)`, exactly a half for 0; NaN stays NaN. */
function sigmoid(f: Routine, x: Local, out: Local): Code[] {
  const r = f.local('v128')
  return [set(r, clamped(v.sub(v.zero, x.get), LEAST, MOST)), ...exponential(f, r, out), set(out, v.div(ONE, v.add(ONE, out.get)))]
}

/** `out` = the normal distribution's function of x, `decay = e^(-x x / 2)`; NaN stays NaN. */
function normal(f: Routine, x: Local, out: Local, decay: Local): Code[] {
  const [r, t] = [f.local('v128'), f.local('v128')]
  const size = v.max(x.get, v.sub(v.zero, x.get))
  const polynomial = ERFC.a.reduceRight<Code>((sum, factor) => v.mul(v.add(sum, all(factor)), t.get), v.zero)
  return [
    set(r, v.max(v.mul(v.mul(x.get, x.get), all(-0.5)), all(LEAST))),
    ...exponential(f, r, decay),
    set(t, v.div(ONE, v.add(ONE, v.mul(size, all(ERFC.p * Math.SQRT1_2))))),
    set(out, v.mul(v.mul(decay.get, all(0.5)), polynomial)),
    set(out, v.pick(out.get, v.sub(ONE, out.get), v.lt(x.get, v.zero))),
  ]
}

/** Goes over values at `pointers`: sets `value` from `from`, and what the form goes by, then stores. */
function each(
  f: Routine,
  kind: OtherActivation,
  bytes: Local,
  [from, to]: readonly [Local, Local],
  made: (form: Form, value: Code, share: Code, decay: Code) => Code,
): Finished {
  const [value, share, decay] = [f.local('v128'), f.local('v128'), f.local('v128')]
  const form = FORMS[kind]
  const before = form.by === 'sigmoid' ? sigmoid(f, value, share) : form.by === 'normal' ? normal(f, value, share, decay) : []
  const store = v.store(to.get, made(form, value.get, share.get, decay.get))
  return f.body(...everyQuad(f, bytes, [from, to], set(value, v.load(from.get)), ...before, store))
}

/** `y = f(x)`. */
function activate(kind: OtherActivation): Finished {
  const f = new Routine(kind)
  const [x, y, bytes] = [f.param(), f.param(), f.param()]
  return each(f, kind, bytes, [x, y], ({ of }, value, share) => of(value, share))
}

/** `g *= f'(x)`. */
function activateBackward(kind: OtherActivation): Finished {
  const f = new Routine(`${kind}Backward`)
  const [g, x, bytes] = [f.param(), f.param(), f.param()]
  return each(f, kind, bytes, [x, g], ({ slope }, value, share, decay) => v.mul(v.load(g.get), slope(value, share, decay)))
}

export type ActivationKernel = OtherActivation | `${OtherActivation}Backward`
export const activations = (): Finished[] => OTHER_ACTIVATIONS.flatMap((kind) => [activate(kind), activateBackward(kind)])
