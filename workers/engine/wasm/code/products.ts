/**
 * Matrix products with operands read where they lie. A convolution's output is, for each of its positions, the sum over taps of a run of channels times
 * weights: `resolve` makes the list of those runs for tiles of four positions, `multiply` runs through it. No patches are ever written to memory.
 *
 * Weights lie in panels of 8 outputs: `[outs / 8, runs, channels, 8]`, so a panel's part for one run is read straight through.
 */
import { type Code, type Finished, i32, type Local, loopWhile, Routine, set, step, times, v, when } from './assembler'

/** Positions of a tile; its outputs are `TILE x PANEL`. */
export const TILE = 4
export const PANEL = 8
/** Bytes of a run's entry in a tile's list: where its weights begin in a panel, then where the run begins for each position. */
export const ENTRY = 4 + 4 * TILE
const UNROLL = 4

/** `a * b + c`, one instruction or two. */
export const multiplyAdd = (fused: boolean) => (a: Code, b: Code, c: Code) => (fused ? v.madd(a, b, c) : v.add(c, v.mul(a, b)))

/** Which picture a position is of, and its place there. */
const placeOf = (
  position: Code,
  place: Local,
  picture: Local,
  { positions, pictures, byPlace }: Record<'positions' | 'pictures' | 'byPlace', Local>,
): Code[] => [
  when(
    byPlace.get,
    [set(place, i32.divU(position, pictures.get)), set(picture, i32.remU(position, pictures.get))],
    [set(picture, i32.divU(position, positions.get)), set(place, i32.remU(position, positions.get))],
  ),
]

/**
 * Lists the runs of tiles of positions: for each tile a count, then an entry a run of `from .. to - 1` that lies inside the picture for any of its
 * positions. `offsets` is `[positions, runs]`: bytes from the picture's start, negative outside. A position is `picture * positions + place`, or
 * `place * pictures + picture` with `byPlace`: a tile then has one place of four pictures, and what lies outside is left out for all.
 */
export function resolve(): Finished {
  const f = new Routine('resolve')
  const [x, pictureBytes, offsets, runs, zeros] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [first, count, positions, pictures, byPlace] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [from, to, weightBytes, out, tileBytes] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [tiles, run, entry, at, found, weights] = [f.local(), f.local(), f.local(), f.local(), f.local(), f.local()]
  const [picture, place] = [f.local(), f.local()]
  const rows = Array.from({ length: TILE }, () => ({ base: f.local(), table: f.local(), offset: f.local() }))
  const [last, row] = [f.local(), f.local()]
  const locate = ({ base, table }: (typeof rows)[number], m: number): Code[] => [
    // Behind the last position: the last once more, which stores the same again.
    set(row, i32.select(i32.of(m), last.get, i32.ltS(i32.of(m), last.get))),
    set(at, i32.add(first.get, row.get)),
    ...placeOf(at.get, place, picture, { positions, pictures, byPlace }),
    set(base, i32.add(x.get, i32.mul(picture.get, pictureBytes.get))),
    set(table, i32.add(offsets.get, i32.mul(i32.shl(place.get, i32.of(2)), runs.get))),
  ]
  return f.body(
    times(
      tiles,
      i32.divU(i32.add(count.get, i32.of(TILE - 1)), i32.of(TILE)),
      set(last, i32.sub(count.get, i32.of(1))),
      ...rows.flatMap(locate),
      set(found, i32.of(0)),
      set(entry, i32.add(out.get, i32.of(4))),
      set(run, from.get),
      set(weights, i32.of(0)),
      when(i32.ltU(run.get, to.get), [
        loopWhile(
          i32.ltU(run.get, to.get),
          ...rows.map(({ table, offset }) => set(offset, i32.load(i32.add(table.get, i32.shl(run.get, i32.of(2)))))),
          when(
            i32.geS(
              rows.map(({ offset }) => offset.get).reduce((a, b) => i32.and(a, b)),
              i32.of(0),
            ),
            [
              i32.store(entry.get, weights.get),
              ...rows.map(({ base, offset }, m) =>
                i32.store(entry.get, i32.select(zeros.get, i32.add(base.get, offset.get), i32.ltS(offset.get, i32.of(0))), 4 + 4 * m),
              ),
              step(entry, ENTRY),
              step(found, 1),
            ],
          ),
          step(weights, weightBytes.get),
          step(run, 1),
        ),
      ]),
      i32.store(out.get, found.get),
      step(out, tileBytes.get),
      step(first, TILE),
      step(count, -TILE),
    ),
  )
}

/**
 * Addresses of `count` positions, the last again up to a whole tile. `offsets` has an entry every `offsetStep` bytes: bytes from a picture's start,
 * negative outside, where `zeros` is taken.
 */
export function addresses(): Finished {
  const f = new Routine('addresses')
  const [base, pictureBytes, offsets, offsetStep, zeros] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [first, count, positions, pictures, byPlace, out] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [left, picture, place, value] = [f.local(), f.local(), f.local(), f.local()]
  return f.body(
    times(
      left,
      count.get,
      ...placeOf(first.get, place, picture, { positions, pictures, byPlace }),
      set(value, i32.load(i32.add(offsets.get, i32.mul(place.get, offsetStep.get)))),
      set(
        value,
        i32.select(zeros.get, i32.add(i32.add(base.get, i32.mul(picture.get, pictureBytes.get)), value.get), i32.ltS(value.get, i32.of(0))),
      ),
      i32.store(out.get, value.get),
      step(first, 1),
      step(out, 4),
    ),
    times(left, i32.and(i32.sub(i32.of(0), count.get), i32.of(TILE - 1)), i32.store(out.get, value.get), step(out, 4)),
  )
}

/** What `multiply` does with a sum before it is stored, as bits of its `flags`. */
export const FLAG = { accumulate: 1, scale: 2, residual: 4, relu: 8 } as const

/**
 * Tiles of positions times panels of weights. `list` and `outs` are of `resolve` and `addresses`. A sum begins at 0, or with `accumulate` at what
 * is there; `scale` makes it `sum * scale[o] + shift[o]`; `residual` adds what lies `residual` bytes behind the output; ReLU keeps a NaN.
 */
export function multiply(fused: boolean): Finished {
  const f = new Routine('multiply')
  const [list, tileBytes, outs, tiles, runBytes] = [f.param(), f.param(), f.param(), f.param(), f.param()]
  const [weights, panelBytes, panels, column] = [f.param(), f.param(), f.param(), f.param()]
  const [flags, scale, shift, residual] = [f.param(), f.param(), f.param(), f.param()]
  const [panel, tile, run, at, out, entry, b, end] = Array.from({ length: 8 }, () => f.local()) as [
    ...[Local, Local, Local, Local],
    ...[Local, Local, Local, Local],
  ]
  const p = Array.from({ length: TILE }, () => f.local())
  const acc = Array.from({ length: TILE }, () => [f.local('v128'), f.local('v128')] as const)
  const [b0, b1, a] = [f.local('v128'), f.local('v128'), f.local('v128')]
  const madd = multiplyAdd(fused)
  const flag = (bit: number): Code => i32.and(flags.get, i32.of(bit))
  const address = (m: number): Code => i32.add(i32.load(out.get, 4 * m), column.get)
  const eachSum = (make: (sum: Local, m: number, half: number) => Code): Code[] =>
    acc.flatMap((pair, m) => pair.map((sum, half) => make(sum, m, half)))
  const inner: Code[] = Array.from({ length: UNROLL }, (_, k) => [
    ...set(b0, v.load(b.get, 32 * k)),
    ...set(b1, v.load(b.get, 32 * k + 16)),
    ...acc.flatMap(([left, right], m) => [
      ...set(a, v.loadSplat(p[m]!.get, 4 * k)),
      ...set(left, madd(a.get, b0.get, left.get)),
      ...set(right, madd(a.get, b1.get, right.get)),
    ]),
  ])
  return f.body(
    times(
      panel,
      panels.get,
      set(at, list.get),
      set(out, outs.get),
      times(
        tile,
        tiles.get,
        when(
          flag(FLAG.accumulate),
          eachSum((sum, m, half) => set(sum, v.load(address(m), 16 * half))),
          eachSum((sum) => set(sum, v.zero)),
        ),
        set(entry, i32.add(at.get, i32.of(4))),
        times(
          run,
          i32.load(at.get),
          set(b, i32.add(weights.get, i32.load(entry.get))),
          ...p.map((pointer, m) => set(pointer, i32.load(entry.get, 4 + 4 * m))),
          set(end, i32.add(p[0]!.get, runBytes.get)),
          loopWhile(i32.ne(p[0]!.get, end.get), ...inner, step(b, 32 * UNROLL), ...p.map((pointer) => step(pointer, 4 * UNROLL))),
          step(entry, ENTRY),
        ),
        when(flag(FLAG.scale), [
          set(b0, v.load(scale.get)),
          set(b1, v.load(scale.get, 16)),
          ...eachSum((sum, _, half) => set(sum, v.add(v.mul(sum.get, (half ? b1 : b0).get), v.load(shift.get, 16 * half)))),
        ]),
        when(
          flag(FLAG.residual),
          eachSum((sum, m, half) => set(sum, v.add(sum.get, v.load(i32.add(address(m), residual.get), 16 * half)))),
        ),
        when(
          flag(FLAG.relu),
          eachSum((sum) => set(sum, v.max(sum.get, v.zero))),
        ),
        ...eachSum((sum, m, half) => v.store(address(m), sum.get, 16 * half)),
        step(at, tileBytes.get),
        step(out, 4 * TILE),
      ),
      step(weights, panelBytes.get),
      step(column, 32),
      step(scale, 32),
      step(shift, 32),
    ),
  )
}

/**
 * Copies runs of `quads` x 4 floats, one for each of `count` addresses, to panels of `width` (4 or 8) floats: `[quads * 4 / width, count, width]`,
 * a panel `panelBytes` after the one before.
 */
export function pack(width: 4 | 8): Finished {
  const f = new Routine(`pack${width}`)
  const [addresses, addressStep, count, quads, out, panelBytes] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [row, quad, from, to] = [f.local(), f.local(), f.local(), f.local()]
  const halves = width / 4
  return f.body(
    times(
      row,
      count.get,
      set(from, i32.load(addresses.get)),
      set(to, out.get),
      times(
        quad,
        halves === 1 ? quads.get : i32.shrU(quads.get, i32.of(1)),
        ...Array.from({ length: halves }, (_, h) => v.store(to.get, v.load(from.get, 16 * h), 16 * h)),
        step(from, 16 * halves),
        step(to, panelBytes.get),
      ),
      step(addresses, addressStep.get),
      step(out, 4 * width),
    ),
  )
}

/**
 * Sums of outer products: for each quad of channels and each panel of outputs, `sum over count of a[k, 4]^T b[k, 8]`, added to what lies at `out` or
 * (with `first`) put there. A quad's four rows of 8 lie behind one another, the next quad 128 bytes on, the next panel `outPanelBytes` on.
 */
export function outer(fused: boolean): Finished {
  const f = new Routine('outer')
  const [a, aBytes, quads, b, bBytes, panels] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [count, out, outPanelBytes, first] = [f.param(), f.param(), f.param(), f.param()]
  const [panel, quad, from, pa, pb, to, end] = [f.local(), f.local(), f.local(), f.local(), f.local(), f.local(), f.local()]
  const acc = Array.from({ length: 4 }, () => [f.local('v128'), f.local('v128')] as const)
  const [b0, b1, value] = [f.local('v128'), f.local('v128'), f.local('v128')]
  const madd = multiplyAdd(fused)
  const eachSum = (make: (sum: Local, offset: number) => Code): Code[] =>
    acc.flatMap((pair, m) => pair.map((sum, half) => make(sum, 32 * m + 16 * half)))
  const product = (k: number): Code[] => [
    set(b0, v.load(pb.get, 32 * k)),
    set(b1, v.load(pb.get, 32 * k + 16)),
    ...acc.flatMap(([left, right], m) => [
      set(value, v.loadSplat(pa.get, 16 * k + 4 * m)),
      set(left, madd(value.get, b0.get, left.get)),
      set(right, madd(value.get, b1.get, right.get)),
    ]),
  ]
  return f.body(
    times(
      panel,
      panels.get,
      set(from, a.get),
      set(to, out.get),
      times(
        quad,
        quads.get,
        when(
          first.get,
          eachSum((sum) => set(sum, v.zero)),
          eachSum((sum, offset) => set(sum, v.load(to.get, offset))),
        ),
        set(pa, from.get),
        set(pb, b.get),
        set(end, i32.add(from.get, i32.shl(i32.and(count.get, i32.of(-UNROLL)), i32.of(4)))),
        when(i32.ne(pa.get, end.get), [
          loopWhile(
            i32.ne(pa.get, end.get),
            ...Array.from({ length: UNROLL }, (_, k) => product(k)).flat(),
            step(pa, 16 * UNROLL),
            step(pb, 32 * UNROLL),
          ),
        ]),
        times(end, i32.and(count.get, i32.of(UNROLL - 1)), ...product(0), step(pa, 16), step(pb, 32)),
        ...eachSum((sum, offset) => v.store(to.get, sum.get, offset)),
        step(from, aBytes.get),
        step(to, 128),
      ),
      step(b, bBytes.get),
      step(out, outPanelBytes.get),
    ),
  )
}

/** Weights for the input gradient: from `[outs / 8, taps, ins, 8]` to `[ins / 8, taps, outs, 8]`. Panels of 8 inputs `from .. to - 1` are made. */
export function transposeWeights(): Finished {
  const f = new Routine('transposeWeights')
  const [w, out, outs, ins, taps, from, to] = [f.param(), f.param(), f.param(), f.param(), f.param(), f.param(), f.param()]
  const [panel, tap, o, source, target] = [f.local(), f.local(), f.local(), f.local(), f.local()]
  const rows = Array.from({ length: 4 }, () => f.local('v128'))
  const pairs = Array.from({ length: 4 }, () => f.local('v128'))
  /** Four inputs (`i`) by four outputs (`q` of the panel's halves), turned. */
  const turn = (i: number, q: number): Code[] => [
    ...rows.map((row, k) => set(row, v.load(source.get, 32 * (4 * i + k) + 16 * q))),
    set(pairs[0]!, v.shuffle(rows[0]!.get, rows[1]!.get, [0, 4, 1, 5])),
    set(pairs[1]!, v.shuffle(rows[2]!.get, rows[3]!.get, [0, 4, 1, 5])),
    set(pairs[2]!, v.shuffle(rows[0]!.get, rows[1]!.get, [2, 6, 3, 7])),
    set(pairs[3]!, v.shuffle(rows[2]!.get, rows[3]!.get, [2, 6, 3, 7])),
    ...[0, 1, 2, 3].map((k) => {
      const [left, right] = k < 2 ? [pairs[0]!, pairs[1]!] : [pairs[2]!, pairs[3]!]
      return v.store(target.get, v.shuffle(left.get, right.get, k % 2 ? [2, 3, 6, 7] : [0, 1, 4, 5]), 32 * (4 * q + k) + 16 * i)
    }),
  ]
  return f.body(
    set(target, i32.add(out.get, i32.mul(from.get, i32.mul(i32.shl(outs.get, i32.of(5)), taps.get)))),
    set(panel, from.get),
    loopWhile(
      i32.ltU(panel.get, to.get),
      set(tap, i32.of(0)),
      loopWhile(
        i32.ltU(tap.get, taps.get),
        // The panel's eight inputs of this tap in the first panel of outputs.
        set(source, i32.add(w.get, i32.shl(i32.add(i32.mul(tap.get, ins.get), i32.shl(panel.get, i32.of(3))), i32.of(5)))),
        times(
          o,
          i32.shrU(outs.get, i32.of(3)),
          ...turn(0, 0),
          ...turn(0, 1),
          ...turn(1, 0),
          ...turn(1, 1),
          step(source, i32.mul(i32.shl(ins.get, i32.of(5)), taps.get)),
          step(target, 256),
        ),
        step(tap, 1),
      ),
      step(panel, 1),
    ),
  )
}
