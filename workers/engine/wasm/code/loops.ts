/**
 * What is not a product: passes over arrays of f32, four at a time. Lengths in bytes are multiples of 16, channel counts of 4; `quads` is a row's
 * length in fours. Comparisons keep a NaN a NaN, so that a run that diverged is seen.
 */
import { type Code, type Finished, f32, f64, i32, type Local, loopWhile, Routine, set, step, times, v, when } from './assembler'

const HIGH = [2, 3, 2, 3] as const

/** `make`'s statements for every 16 bytes of `bytes` at the pointers, which move on. */
export function everyQuad(f: Routine, bytes: Local, pointers: readonly Local[], ...make: Code[]): Code[] {
  const end = f.local()
  return [
    when(bytes.get, [
      set(end, i32.add(pointers[0]!.get, bytes.get)),
      loopWhile(i32.ltU(pointers[0]!.get, end.get), ...make, ...pointers.map((pointer) => step(pointer, 16))),
    ]),
  ]
}

/** `to = value`. */
function fill(): Finished {
  const f = new Routine('fill')
  const [to, bytes, value] = [f.param(), f.param(), f.param('f32')]
  return f.body(...everyQuad(f, bytes, [to], v.store(to.get, v.splat(value.get))))
}

/** `into += b`. */
function add(): Finished {
  const f = new Routine('add')
  const [into, b, bytes] = [f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [into, b], v.store(into.get, v.add(v.load(into.get), v.load(b.get)))))
}

/** `y = a + b`; y may be either. */
function sum(): Finished {
  const f = new Routine('sum')
  const [a, b, y, bytes] = [f.param(), f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [a, b, y], v.store(y.get, v.add(v.load(a.get), v.load(b.get)))))
}

/** `y = x`. */
function copy(): Finished {
  const f = new Routine('copy')
  const [x, y, bytes] = [f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [x, y], v.store(y.get, v.load(x.get))))
}

/** `y = a b`; y may be either. */
function multiply(): Finished {
  const f = new Routine('product')
  const [a, b, y, bytes] = [f.param(), f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [a, b, y], v.store(y.get, v.mul(v.load(a.get), v.load(b.get)))))
}

/** `y = max(x, 0)`; y may be x. */
function relu(): Finished {
  const f = new Routine('relu')
  const [x, y, bytes] = [f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [x, y], v.store(y.get, v.max(v.load(x.get), v.zero))))
}

/** `g = 0` where `y <= 0`. */
function reluBackward(): Finished {
  const f = new Routine('reluBackward')
  const [g, y, bytes] = [f.param(), f.param(), f.param()]
  return f.body(...everyQuad(f, bytes, [g, y], v.store(g.get, v.andnot(v.load(g.get), v.le(v.load(y.get), v.zero)))))
}

/** Two accumulators of two f64 for each of two sums, over four channels. */
class Sums {
  readonly locals: readonly [Local, Local, Local, Local]
  constructor(f: Routine) {
    this.locals = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')]
  }
  clear(): Code[] {
    return this.locals.map((local) => set(local, v.zero))
  }
  /** Adds `a` and `a * b`. */
  add(a: Local, b: Local): Code[] {
    const half = (x: Local, high: boolean) => v.promote(high ? v.shuffle(x.get, x.get, HIGH) : x.get)
    const [s0, s1, p0, p1] = this.locals
    return [
      set(s0, v.add64(s0.get, half(a, false))),
      set(s1, v.add64(s1.get, half(a, true))),
      set(p0, v.add64(p0.get, v.mul64(half(a, false), half(b, false)))),
      set(p1, v.add64(p1.get, v.mul64(half(a, true), half(b, true)))),
    ]
  }
  /** Goes on with what was stored. */
  load(first: Code, second: Code): Code[] {
    return this.locals.map((local, i) => set(local, v.load(i < 2 ? first : second, 16 * (i % 2))))
  }
  store(first: Code, second: Code): Code[] {
    const [s0, s1, p0, p1] = this.locals
    return [v.store(first, s0.get), v.store(first, s1.get, 16), v.store(second, p0.get), v.store(second, p1.get, 16)]
  }
}

/** Sums over rows at `count` addresses, from `column` bytes on: `sum x` to the f64 at `first`, `sum x x` to those at `second`. */
function rowSums(): Finished {
  const f = new Routine('rowSums')
  const [addresses, count, column, quads, first, second] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [quad, row, at] = [f.local(), f.local(), f.local()]
  const x = f.local('v128')
  const sums = new Sums(f)
  return f.body(
    times(
      quad,
      quads.get,
      ...sums.clear(),
      set(at, addresses.get),
      times(row, count.get, set(x, v.load(i32.add(i32.load(at.get), column.get))), ...sums.add(x, x), step(at, 4)),
      ...sums.store(first.get, second.get),
      step(column, 16),
      step(first, 32),
      step(second, 32),
    ),
  )
}

/** `y = x scale[c] + shift[c]` (+ residual, unless its address is 0), ReLU with `bent`. */
function affine(): Finished {
  const f = new Routine('affine')
  const [x, y, scale, shift, residual, rows, quads, bent] = Array.from({ length: 8 }, () => f.param()) as Local[] as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local, Local],
  ]
  const [quad, at] = [f.local(), f.local()]
  const value = f.local('v128')
  return f.body(
    times(
      rows,
      rows.get,
      set(at, i32.of(0)),
      times(
        quad,
        quads.get,
        set(value, v.add(v.mul(v.load(x.get), v.load(i32.add(scale.get, at.get))), v.load(i32.add(shift.get, at.get)))),
        when(residual.get, [set(value, v.add(value.get, v.load(residual.get))), step(residual, 16)]),
        when(bent.get, [set(value, v.max(value.get, v.zero))]),
        v.store(y.get, value.get),
        step(x, 16),
        step(y, 16),
        step(at, 16),
      ),
    ),
  )
}

/**
 * BatchNorm's backward, first pass: where `y` is not 0 it is a ReLU's output, and g is set to 0 where that is not above 0. Adds the sums over `rows` of g to
 * the f64 at `first`, of `g (z - mean)` to those at `second`. One group of four channels after another.
 */
function normSums(): Finished {
  const f = new Routine('normSums')
  const [g, y, z, mean, rows, quads, first, second] = Array.from({ length: 8 }, () => f.param()) as Local[] as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local, Local],
  ]
  const [quad, row, pg, py, pz] = [f.local(), f.local(), f.local(), f.local(), f.local()]
  const [value, centre, middle] = [f.local('v128'), f.local('v128'), f.local('v128')]
  const sums = new Sums(f)
  const stride = i32.shl(quads.get, i32.of(4))
  const each = (masked: boolean): Code =>
    times(
      row,
      rows.get,
      set(value, masked ? v.andnot(v.load(pg.get), v.le(v.load(py.get), v.zero)) : v.load(pg.get)),
      ...(masked ? [v.store(pg.get, value.get), step(py, stride)] : []),
      set(centre, v.sub(v.load(pz.get), middle.get)),
      ...sums.add(value, centre),
      step(pg, stride),
      step(pz, stride),
    )
  return f.body(
    set(quad, quads.get),
    loopWhile(
      quad.get,
      ...sums.load(first.get, second.get),
      set(pg, g.get),
      set(py, y.get),
      set(pz, z.get),
      set(middle, v.load(mean.get)),
      when(y.get, [each(true), step(y, 16)], [each(false)]),
      ...sums.store(first.get, second.get),
      ...[g, z, mean].map((pointer) => step(pointer, 16)),
      step(first, 32),
      step(second, 32),
      step(quad, -1),
    ),
  )
}

/** Its second: `dz = g a[c] + (z - mean[c]) b[c] + d[c]`, with mean, a, b, d at `k`, `[4, c]`; dz may be g. */
function normBackward(): Finished {
  const f = new Routine('normBackward')
  const [g, z, dz, k, rows, quads] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [quad, at, line] = [f.local(), f.local(), f.local()]
  const constant = (number: number): Code => v.load(i32.add(at.get, i32.mul(line.get, i32.of(number))))
  return f.body(
    set(line, i32.shl(quads.get, i32.of(4))),
    times(
      rows,
      rows.get,
      set(at, k.get),
      times(
        quad,
        quads.get,
        v.store(
          dz.get,
          v.add(v.add(v.mul(v.load(g.get), constant(1)), v.mul(v.sub(v.load(z.get), constant(0)), constant(2))), constant(3)),
        ),
        ...[g, z, dz, at].map((pointer) => step(pointer, 16)),
      ),
    ),
  )
}

/** One tap of one line of max pooling: where x, `stepBytes` apart, is larger than y or no number, `y = x` and `arg = tap`. */
function poolLine(): Finished {
  const f = new Routine('poolLine')
  const [x, y, arg, count, stepBytes, quads] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const tap = f.param('f32')
  const [quad, at] = [f.local(), f.local()]
  const [value, best, keep] = [f.local('v128'), f.local('v128'), f.local('v128')]
  return f.body(
    times(
      count,
      count.get,
      set(at, x.get),
      times(
        quad,
        quads.get,
        set(value, v.load(at.get)),
        set(best, v.load(y.get)),
        set(keep, v.le(value.get, best.get)),
        v.store(y.get, v.pick(best.get, value.get, keep.get)),
        v.store(arg.get, v.pick(v.load(arg.get), v.splat(tap.get), keep.get)),
        ...[at, y, arg].map((pointer) => step(pointer, 16)),
      ),
      step(x, stepBytes.get),
    ),
  )
}

/** Its gradient: adds dy to dx where `arg = tap`. */
function poolLineBackward(): Finished {
  const f = new Routine('poolLineBackward')
  const [dx, dy, arg, count, stepBytes, quads] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const tap = f.param('f32')
  const [quad, at] = [f.local(), f.local()]
  return f.body(
    times(
      count,
      count.get,
      set(at, dx.get),
      times(
        quad,
        quads.get,
        v.store(at.get, v.add(v.load(at.get), v.and(v.load(dy.get), v.eq(v.load(arg.get), v.splat(tap.get))))),
        ...[at, dy, arg].map((pointer) => step(pointer, 16)),
      ),
      step(dx, stepBytes.get),
    ),
  )
}

/** `out[c] = factor sum_i weight_i row_i[c]` over `count` rows, added to what is there with `accumulate`; `weightStep` 0 takes one weight for all. */
function combine(): Finished {
  const f = new Routine('combine')
  const [weights, weightStep, from, rowStep, count, out, quads, accumulate] = Array.from({ length: 8 }, () => f.param()) as Local[] as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local, Local],
  ]
  const [quad, row, weight, at] = [f.local(), f.local(), f.local(), f.local()]
  const sum = f.local('v128')
  return f.body(
    times(
      quad,
      quads.get,
      set(sum, v.zero),
      set(weight, weights.get),
      set(at, from.get),
      times(
        row,
        count.get,
        set(sum, v.add(sum.get, v.mul(v.loadSplat(weight.get), v.load(at.get)))),
        step(weight, weightStep.get),
        step(at, rowStep.get),
      ),
      when(accumulate.get, [set(sum, v.add(sum.get, v.load(out.get)))]),
      v.store(out.get, sum.get),
      step(from, 16),
      step(out, 16),
    ),
  )
}

/** `out = weight row` for `count` rows from one row: the gradient of an average. */
function spread(): Finished {
  const f = new Routine('spread')
  const [row, out, count, quads] = [f.param(), f.param(), f.param(), f.param()]
  const factor = f.param('f32')
  const [quad, at] = [f.local(), f.local()]
  return f.body(
    times(
      count,
      count.get,
      set(at, row.get),
      times(quad, quads.get, v.store(out.get, v.mul(v.load(at.get), v.splat(factor.get))), step(at, 16), step(out, 16)),
    ),
  )
}

/** `y[o] = b[o] + sum x w[o]` for `outs` rows of weights. */
function dots(): Finished {
  const f = new Routine('dots')
  const [x, w, b, y, quads, outs] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [quad, at] = [f.local(), f.local()]
  const sum = f.local('v128')
  const lane = (n: number): Code => v.lane(sum.get, n)
  return f.body(
    times(
      outs,
      outs.get,
      set(sum, v.zero),
      set(at, x.get),
      times(quad, quads.get, set(sum, v.add(sum.get, v.mul(v.load(at.get), v.load(w.get)))), step(at, 16), step(w, 16)),
      f32.store(y.get, f32.add(f32.load(b.get), f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3))))),
      step(b, 4),
      step(y, 4),
    ),
  )
}

/** `count` pixels of RGB bytes to `(byte / 255 - mean) / deviation` and a zero: torchvision's ToTensor and Normalize. Constants at `k`: 3 means, 3 deviations. */
function pixelLine(): Finished {
  const f = new Routine('pixelLine')
  const [from, to, count, k] = [f.param(), f.param(), f.param(), f.param()]
  const channel = (c: number): Code =>
    f32.store(
      to.get,
      f32.div(f32.sub(f32.div(f32.fromU(i32.load8(from.get, c)), f32.of(255)), f32.load(k.get, 4 * c)), f32.load(k.get, 12 + 4 * c)),
      4 * c,
    )
  return f.body(times(count, count.get, channel(0), channel(1), channel(2), f32.store(to.get, f32.of(0), 12), step(from, 3), step(to, 16)))
}

/** One update by Adam or AdamW. `shrink` is AdamW's lr * decay, `coupled` Adam's decay, `rest` 1 - beta, `size` lr / correction1, `root` 1 / sqrt(correction2). */
function adam(): Finished {
  const f = new Routine('adam')
  const [p, g, m, s, bytes] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const scalars = Array.from({ length: 10 }, () => f.param('f32'))
  const [scale, shrink, coupled, beta1, rest1, beta2, rest2, size, root, eps] = scalars.map((local) => v.splat(local.get)) as [
    ...[Code, Code, Code, Code, Code],
    ...[Code, Code, Code, Code, Code],
  ]
  const [old, d, mean, square] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('v128')]
  return f.body(
    ...everyQuad(
      f,
      bytes,
      [p, g, m, s],
      set(old, v.load(p.get)),
      set(old, v.sub(old.get, v.mul(old.get, shrink))),
      set(d, v.add(v.mul(v.load(g.get), scale), v.mul(old.get, coupled))),
      set(mean, v.add(v.mul(v.load(m.get), beta1), v.mul(d.get, rest1))),
      set(square, v.add(v.mul(v.load(s.get), beta2), v.mul(v.mul(d.get, d.get), rest2))),
      v.store(m.get, mean.get),
      v.store(s.get, square.get),
      v.store(p.get, v.sub(old.get, v.div(v.mul(mean.get, size), v.add(v.mul(v.sqrt(square.get), root), eps)))),
    ),
  )
}

/** One update by SGD with momentum: `ahead` is Nesterov's. */
function sgd(): Finished {
  const f = new Routine('sgd')
  const [p, g, m, bytes, ahead] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [scale, decay, momentum, rate] = Array.from({ length: 4 }, () => v.splat(f.param('f32').get)) as [Code, Code, Code, Code]
  const [d, held] = [f.local('v128'), f.local('v128')]
  return f.body(
    ...everyQuad(
      f,
      bytes,
      [p, g, m],
      set(d, v.add(v.mul(v.load(g.get), scale), v.mul(v.load(p.get), decay))),
      set(held, v.add(v.mul(v.load(m.get), momentum), d.get)),
      v.store(m.get, held.get),
      when(ahead.get, [set(held, v.add(d.get, v.mul(held.get, momentum)))]),
      v.store(p.get, v.sub(v.load(p.get), v.mul(held.get, rate))),
    ),
  )
}

/** `into = decay into + (1 - decay) value`. */
function average(): Finished {
  const f = new Routine('average')
  const [into, value, bytes] = [f.param(), f.param(), f.param()]
  const [decay, rest] = [v.splat(f.param('f32').get), v.splat(f.param('f32').get)]
  return f.body(
    ...everyQuad(f, bytes, [into, value], v.store(into.get, v.add(v.mul(v.load(into.get), decay), v.mul(v.load(value.get), rest)))),
  )
}

/** The sum of squares, to the f64 at `out`. */
function sumSquares(): Finished {
  const f = new Routine('sumSquares')
  const [x, bytes, out] = [f.param(), f.param(), f.param()]
  const value = f.local('v128')
  const sums = new Sums(f)
  const [, , p0, p1] = sums.locals
  const lane = (n: number): Code => v.lane64(v.add64(p0.get, p1.get), n)
  return f.body(
    ...sums.clear(),
    ...everyQuad(f, bytes, [x], set(value, v.load(x.get)), ...sums.add(value, value)),
    f64.store(out.get, f64.add(lane(0), lane(1))),
  )
}

export const loops = (): Finished[] => [
  ...[fill(), add(), sum(), copy(), multiply(), relu(), reluBackward(), rowSums(), affine(), normSums(), normBackward()],
  ...[poolLine(), poolLineBackward(), combine(), spread(), dots(), pixelLine(), adam(), sgd(), average(), sumSquares()],
]
