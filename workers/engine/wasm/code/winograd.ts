/**
 * Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray 2016, "Fast algorithms for convolutional neural networks"): tiles of 6 x 6 inputs, and
 * weights, to 36 points; a product at each point; and back to 4 x 4 outputs. Points of interpolation: 0, 1, -1, 2, -2, infinity.
 * The gradient by the weights is the adjoint: gradients of 4 x 4 outputs go to 36 points, are multiplied there by the inputs and summed over tiles, and
 * the sums go back to 3 x 3 weights.
 * Four channels at a time. Points lie `pointBytes` apart.
 */
import { type Code, type Finished, f32, i32, type Local, loopWhile, Routine, set, step, times, v, when } from './assembler'

/** Outputs and inputs of a tile along a side. */
export const OUTPUTS = 4
export const INPUTS = 6
export const POINTS = INPUTS ** 2

type Values = readonly Code[]
const scaled = (factor: number, x: Code): Code => v.mul(x, constant(factor))
const constant = (value: number): Code => v.splat(f32.of(value))

/** One dimension of a transform: what it makes of its inputs, with temporaries that may be needed twice. */
type Line = (inputs: Values, hold: (value: Code) => Code) => Values

/** B^T d. */
const INPUT_LINE: Line = ([d0, d1, d2, d3, d4, d5], hold) => {
  const a = hold(v.sub(d4!, scaled(4, d2!)))
  const b = hold(v.sub(d3!, scaled(4, d1!)))
  const c = hold(v.sub(d4!, d2!))
  const e = hold(scaled(2, v.sub(d3!, d1!)))
  return [
    v.add(v.sub(scaled(4, d0!), scaled(5, d2!)), d4!),
    ...[v.add(a, b), v.sub(a, b), v.add(c, e), v.sub(c, e)],
    v.add(v.sub(scaled(4, d1!), scaled(5, d3!)), d5!),
  ]
}

/** G g. */
const WEIGHT_LINE: Line = ([g0, g1, g2], hold) => {
  const ends = hold(v.add(g0!, g2!))
  const far = hold(v.add(g0!, scaled(4, g2!)))
  const middle = hold(scaled(2, g1!))
  return [
    scaled(1 / 4, g0!),
    ...[scaled(-1 / 6, v.add(ends, g1!)), scaled(-1 / 6, v.sub(ends, g1!))],
    ...[scaled(1 / 24, v.add(far, middle)), scaled(1 / 24, v.sub(far, middle))],
    g2!,
  ]
}

/** A^T m. */
const OUTPUT_LINE: Line = ([m0, m1, m2, m3, m4, m5], hold) => {
  const [s, d] = [hold(v.add(m1!, m2!)), hold(v.sub(m1!, m2!))]
  const [far, slope] = [hold(v.add(m3!, m4!)), hold(v.sub(m3!, m4!))]
  return [v.add(v.add(m0!, s), far), v.add(d, scaled(2, slope)), v.add(s, scaled(4, far)), v.add(v.add(d, scaled(8, slope)), m5!)]
}

/** A y. */
const GRADIENT_LINE: Line = ([y0, y1, y2, y3], hold) => {
  const [even, odd] = [hold(v.add(y0!, y2!)), hold(v.add(y1!, y3!))]
  const [far, slope] = [hold(v.add(y0!, scaled(4, y2!))), hold(scaled(2, v.add(y1!, scaled(4, y3!))))]
  return [y0!, v.add(even, odd), v.sub(even, odd), v.add(far, slope), v.sub(far, slope), y3!]
}

/** G^T m. */
const FILTER_LINE: Line = ([m0, m1, m2, m3, m4, m5], hold) => {
  const [near, far] = [hold(v.add(m1!, m2!)), hold(v.add(m3!, m4!))]
  return [
    v.add(v.sub(scaled(1 / 4, m0!), scaled(1 / 6, near)), scaled(1 / 24, far)),
    v.add(scaled(1 / 6, v.sub(m2!, m1!)), scaled(1 / 12, v.sub(m3!, m4!))),
    v.add(scaled(1 / 6, v.sub(far, near)), m5!),
  ]
}

/** Both dimensions: `load` gives value (row, column), `store` takes (row, column, value), rows of the result one after another. */
function transform(
  f: Routine,
  line: Line,
  inputs: number,
  outputs: number,
  load: (row: number, column: number) => Code,
  store: (row: number, column: number, value: Code) => Code,
): Code[] {
  const given = Array.from({ length: inputs }, () => f.local('v128'))
  const held = Array.from({ length: 4 }, () => f.local('v128'))
  const half = Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => f.local('v128')))
  const code: Code[] = []
  const run = (values: Values, put: (value: Code, at: number) => Code): void => {
    let used = 0
    const before: Code[] = []
    const made = line(values, (value) => {
      const local = held[used++]!
      before.push(set(local, value))
      return local.get
    })
    code.push(...before, ...made.map(put))
  }
  for (let column = 0; column < inputs; column++) {
    given.forEach((local, row) => {
      code.push(set(local, load(row, column)))
    })
    run(
      given.map(({ get }) => get),
      (value, row) => set(half[row]![column]!, value),
    )
  }
  for (let row = 0; row < outputs; row++)
    run(
      half[row]!.map(({ get }) => get),
      (value, column) => store(row, column, value),
    )
  return code
}

/** Where each place of a tile lies: `offsets` bytes from `base`, negative outside, where `elsewhere` is taken. */
const places = (pointers: readonly Local[], offsets: Local, offset: Local, base: Local, elsewhere: Local): Code[] =>
  pointers.flatMap((pointer, k) => [
    set(offset, i32.load(offsets.get, 4 * k)),
    set(pointer, i32.select(elsewhere.get, i32.add(base.get, offset.get), i32.ltS(offset.get, i32.of(0)))),
  ])

/** Stores results as points, one after another. */
const nextPoint =
  (to: Local, pointBytes: Local) =>
  (_row: number, _column: number, value: Code): Code => [...v.store(to.get, value), ...step(to, pointBytes.get)]

/**
 * Of `tiles` tiles behind one another to points: `offsets` `[tiles, side, side]` in bytes from x, negative outside, where `zeros` is taken; each tile
 * has 4 `quads` channels.
 */
function toPoints(name: string, line: Line, side: number): Finished {
  const f = new Routine(name)
  const [x, offsets, zeros, out, pointBytes, tiles, quads] = Array.from({ length: 7 }, () => f.param()) as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local],
  ]
  const [quad, at, to, offset] = [f.local(), f.local(), f.local(), f.local()]
  const from = Array.from({ length: side ** 2 }, () => f.local())
  return f.body(
    times(
      tiles,
      tiles.get,
      ...places(from, offsets, offset, x, zeros),
      set(at, i32.of(0)),
      times(
        quad,
        quads.get,
        set(to, out.get),
        ...transform(
          f,
          line,
          side,
          INPUTS,
          (row, column) => v.load(i32.add(from[row * side + column]!.get, at.get)),
          nextPoint(to, pointBytes),
        ),
        step(at, 16),
        step(out, 16),
      ),
      step(offsets, 4 * side ** 2),
    ),
  )
}

/** Of `bytes` bytes of weights of each tap, taps `tapBytes` apart, which may be negative. */
function weights(): Finished {
  const f = new Routine('winogradWeights')
  const [w, tapBytes, out, pointBytes, bytes] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [end, to] = [f.local(), f.local()]
  return f.body(
    set(end, i32.add(w.get, bytes.get)),
    loopWhile(
      i32.ltU(w.get, end.get),
      set(to, out.get),
      ...transform(
        f,
        WEIGHT_LINE,
        3,
        INPUTS,
        (row, column) => v.load(i32.add(w.get, i32.mul(tapBytes.get, i32.of(3 * row + column)))),
        nextPoint(to, pointBytes),
      ),
      step(w, 16),
      step(out, 16),
    ),
  )
}

/** Of `tiles` tiles' points: `offsets` `[tiles, 4, 4]` in bytes from y, negative outside, where it goes to `dump`. Adds to what is there with `accumulate`. */
function output(): Finished {
  const f = new Routine('winogradOutput')
  const [from, pointBytes, y, offsets, dump, tiles, quads, accumulate] = Array.from({ length: 8 }, () => f.param()) as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local, Local],
  ]
  const [quad, at, offset] = [f.local(), f.local(), f.local()]
  const to = Array.from({ length: OUTPUTS ** 2 }, () => f.local())
  const sums = Array.from({ length: OUTPUTS ** 2 }, () => f.local('v128'))
  const point = (row: number, column: number) => i32.add(from.get, i32.mul(pointBytes.get, i32.of(row * INPUTS + column)))
  const stores = (value: (sum: Local, k: number) => Code) => sums.map((sum, k) => v.store(i32.add(to[k]!.get, at.get), value(sum, k)))
  return f.body(
    times(
      tiles,
      tiles.get,
      ...places(to, offsets, offset, y, dump),
      set(at, i32.of(0)),
      times(
        quad,
        quads.get,
        ...transform(
          f,
          OUTPUT_LINE,
          INPUTS,
          OUTPUTS,
          (row, column) => v.load(point(row, column)),
          (row, column, value) => set(sums[row * OUTPUTS + column]!, value),
        ),
        when(
          accumulate.get,
          stores((sum, k) => v.add(sum.get, v.load(i32.add(to[k]!.get, at.get)))),
          stores((sum) => sum.get),
        ),
        step(at, 16),
        step(from, 16),
      ),
      step(offsets, 4 * OUTPUTS ** 2),
    ),
  )
}

/** Sums at points to `bytes` bytes of each tap's weights, taps `tapBytes` apart. Adds to what is there with `accumulate`. */
function filter(): Finished {
  const f = new Routine('winogradFilter')
  const [from, pointBytes, w, tapBytes, bytes, accumulate] = Array.from({ length: 6 }, () => f.param()) as [
    ...[Local, Local, Local],
    ...[Local, Local, Local],
  ]
  const end = f.local()
  const sums = Array.from({ length: 9 }, () => f.local('v128'))
  const tap = (k: number): Code => i32.add(w.get, i32.mul(tapBytes.get, i32.of(k)))
  return f.body(
    set(end, i32.add(w.get, bytes.get)),
    loopWhile(
      i32.ltU(w.get, end.get),
      ...transform(
        f,
        FILTER_LINE,
        INPUTS,
        3,
        (row, column) => v.load(i32.add(from.get, i32.mul(pointBytes.get, i32.of(row * INPUTS + column)))),
        (row, column, value) => set(sums[row * 3 + column]!, value),
      ),
      when(
        accumulate.get,
        sums.map((sum, k) => v.store(tap(k), v.add(sum.get, v.load(tap(k))))),
        sums.map((sum, k) => v.store(tap(k), sum.get)),
      ),
      step(w, 16),
      step(from, 16),
    ),
  )
}

export const winograd = (): Finished[] => [
  ...[toPoints('winogradInput', INPUT_LINE, INPUTS), toPoints('winogradGradient', GRADIENT_LINE, OUTPUTS)],
  ...[weights(), output(), filter()],
]
