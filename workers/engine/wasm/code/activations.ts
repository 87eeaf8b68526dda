/** Functions of each value alone and their slopes, but ReLU, which other kernels do on the way; lengths as in `loops.ts`. */
import { OTHER_ACTIVATIONS, type OtherActivation } from '../../../operations/activation/functions'
import { type Code, type Finished, f32, i32, type Local, Routine, set, v } from './assembler'
import { everyQuad } from './loops'

const all = (value: number): Code => v.splat(f32.of(value))
const ONE = all(1)

interface Form {
  /** Of x, and of x's sigmoid where `bySigmoid` says so. */
  of(x: Code, sigmoid: Code): Code
  slope(x: Code, sigmoid: Code): Code
  readonly bySigmoid?: true
}

const clamped = (x: Code, least: number, most: number): Code => v.min(v.max(x, all(least)), all(most))
const ramp = (x: Code): Code => v.div(clamped(v.add(x, all(3)), 0, 6), all(6))
const within = (x: Code, least: number, most: number, value: number): Code =>
  v.and(all(value), v.and(v.gt(x, all(least)), v.lt(x, all(most))))
const falling = (sigmoid: Code): Code => v.sub(ONE, sigmoid)

/** As `ACTIVATIONS` of operations/activation/functions.ts. */
const FORMS: Readonly<Record<OtherActivation, Form>> = {
  relu6: { of: (x) => clamped(x, 0, 6), slope: (x) => within(x, 0, 6, 1) },
  sigmoid: { bySigmoid: true, of: (_, s) => s, slope: (_, s) => v.mul(s, falling(s)) },
  silu: { bySigmoid: true, of: (x, s) => v.mul(x, s), slope: (x, s) => v.mul(s, v.add(ONE, v.mul(x, falling(s)))) },
  hardsigmoid: { of: ramp, slope: (x) => within(x, -3, 3, 1 / 6) },
  hardswish: {
    of: (x) => v.mul(x, ramp(x)),
    slope: (x) => v.andnot(v.pick(v.add(v.div(x, all(3)), all(0.5)), ONE, v.le(x, all(3))), v.lt(x, all(-3))),
  },
}

/** Where e^x has no f32 any more: what lies beyond is taken for these. */
const [LEAST, MOST] = [-87.3, 88.3] as const
/** ln 2 in two parts, the first of few bits, and a polynomial for e^r within +-ln 2 / 2: Cephes' expf (Moshier), off by at most 2 of the last place. */
const LN2 = [0.693359375, -2.1219444e-4] as const
const POLYNOMIAL = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1] as const

/** `out = 1 / (1 + e^-x)`, exactly a half for 0; NaN stays NaN. */
function sigmoid(f: Routine, x: Local, out: Local): Code[] {
  const [r, power] = [f.local('v128'), f.local('v128')]
  const [first, ...rest] = POLYNOMIAL
  const polynomial = rest.reduce<Code>((sum, factor) => v.add(v.mul(sum, r.get), all(factor)), all(first))
  const exponent = v.shlI32(v.addI32(v.truncate(power.get), v.splatI32(i32.of(127))), 23)
  return [
    set(r, clamped(v.sub(v.zero, x.get), LEAST, MOST)),
    set(power, v.nearest(v.mul(r.get, all(Math.LOG2E)))),
    ...LN2.map((part) => set(r, v.sub(r.get, v.mul(power.get, all(part))))),
    set(out, v.add(v.add(v.mul(polynomial, v.mul(r.get, r.get)), r.get), ONE)),
    set(out, v.div(ONE, v.add(ONE, v.mul(out.get, exponent)))),
  ]
}

/** `y = f(x)`. */
function activate(kind: OtherActivation): Finished {
  const f = new Routine(kind)
  const [x, y, bytes] = [f.param(), f.param(), f.param()]
  const [value, s] = [f.local('v128'), f.local('v128')]
  const { of, bySigmoid } = FORMS[kind]
  const store = v.store(y.get, of(value.get, s.get))
  return f.body(...everyQuad(f, bytes, [x, y], set(value, v.load(x.get)), ...(bySigmoid ? sigmoid(f, value, s) : []), store))
}

/** `g *= f'(x)`. */
function activateBackward(kind: OtherActivation): Finished {
  const f = new Routine(`${kind}Backward`)
  const [g, x, bytes] = [f.param(), f.param(), f.param()]
  const [value, s] = [f.local('v128'), f.local('v128')]
  const { slope, bySigmoid } = FORMS[kind]
  const store = v.store(g.get, v.mul(v.load(g.get), slope(value.get, s.get)))
  return f.body(...everyQuad(f, bytes, [g, x], set(value, v.load(x.get)), ...(bySigmoid ? sigmoid(f, value, s) : []), store))
}

export type ActivationKernel = OtherActivation | `${OtherActivation}Backward`
export const activations = (): Finished[] => OTHER_ACTIVATIONS.flatMap((kind) => [activate(kind), activateBackward(kind)])
