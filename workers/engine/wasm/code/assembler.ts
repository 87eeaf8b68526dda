/**
 * WebAssembly as TypeScript expressions: an instruction is the bytes that it encodes to, a function a list of them. Kernels are made from it when the
 * engine starts, so that a variant (rows of a tile, fused multiply-add, shared memory) is an argument and no other file.
 *
 * Encodings: WebAssembly core specification 3.0, chapter 5.
 */

/** Bytes of instructions: an expression leaves one value, a statement none. */
export type Code = readonly number[]
export const TYPE = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
export type Type = keyof typeof TYPE

/** LEB128, unsigned. */
function u(value: number): number[] {
  const out: number[] = []
  let rest = value
  do {
    const byte = rest & 0x7f
    rest = Math.floor(rest / 128)
    out.push(rest ? byte | 0x80 : byte)
  } while (rest)
  return out
}

/** LEB128, signed, 32 bits. */
function s(value: number): number[] {
  const out: number[] = []
  let rest = value | 0
  for (;;) {
    const byte = rest & 0x7f
    rest >>= 7
    const done = (rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)
    out.push(done ? byte : byte | 0x80)
    if (done) return out
  }
}

const bytesOf = (data: ArrayBufferView): number[] => [...new Uint8Array(data.buffer)]
const op =
  (...bytes: number[]) =>
  (...operands: Code[]): Code => [...operands.flat(), ...bytes]
const simd = (code: number) => op(0xfd, ...u(code))
/** A load: align is a hint, one byte for all. */
const load =
  (...bytes: number[]) =>
  (address: Code, offset = 0): Code => [...address, ...bytes, 0, ...u(offset)]
const store =
  (...bytes: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...bytes, 0, ...u(offset)]

/** A local variable or parameter. */
export interface Local {
  readonly index: number
  readonly get: Code
}
export const set = ({ index }: Local, value: Code): Code => [...value, 0x21, ...u(index)]
/** `local += value`, of i32. */
export const step = (local: Local, value: Code | number): Code =>
  set(local, i32.add(local.get, typeof value === 'number' ? i32.of(value) : value))

export const i32 = {
  of: (value: number): Code => [0x41, ...s(value)],
  add: op(0x6a),
  sub: op(0x6b),
  mul: op(0x6c),
  divU: op(0x6e),
  remU: op(0x70),
  and: op(0x71),
  or: op(0x72),
  shl: op(0x74),
  shrU: op(0x76),
  eqz: op(0x45),
  ne: op(0x47),
  ltS: op(0x48),
  ltU: op(0x49),
  geS: op(0x4e),
  geU: op(0x4f),
  load: load(0x28),
  load8: load(0x2d),
  store: store(0x36),
  store8: store(0x3a),
  /** `condition ? a : b`, of any type. */
  select: (a: Code, b: Code, condition: Code): Code => [...a, ...b, ...condition, 0x1b],
}

export const f32 = {
  of: (value: number): Code => [0x43, ...bytesOf(Float32Array.of(value))],
  load: load(0x2a),
  store: store(0x38),
  add: op(0x92),
  sub: op(0x93),
  mul: op(0x94),
  div: op(0x95),
  fromU: op(0xb3),
}

export const f64 = {
  load: load(0x2b),
  store: store(0x39),
  add: op(0xa0),
}

/** Vectors: of four f32 where a name does not say otherwise. */
export const v = {
  load: load(0xfd, ...u(0x00)),
  loadSplat: load(0xfd, ...u(0x09)),
  store: store(0xfd, ...u(0x0b)),
  splat: simd(0x13),
  zero: [0xfd, ...u(0x0c), ...new Array<number>(16).fill(0)] as Code,
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  sqrt: simd(0xe3),
  /** The larger, and the smaller; NaN where either is. */
  max: simd(0xe9),
  min: simd(0xe8),
  /** To the next whole number, the even one of two. */
  nearest: simd(0x6a),
  /** To i32, 0 for NaN. */
  truncate: simd(0xf8),
  /** Of four i32. */
  splatI32: simd(0x11),
  addI32: simd(0xae),
  shlI32: (a: Code, bits: number): Code => [...a, ...i32.of(bits), 0xfd, ...u(0xab)],
  /** Masks of all bits. */
  eq: simd(0x41),
  lt: simd(0x43),
  gt: simd(0x44),
  le: simd(0x45),
  and: simd(0x4e),
  andnot: simd(0x4f),
  not: simd(0x4d),
  /** `mask ? a : b`. */
  pick: simd(0x52),
  /** a * b + c, fused where that is what the processor does best (relaxed SIMD). */
  madd: simd(0x105),
  lane: (value: Code, lane: number): Code => [...value, 0xfd, ...u(0x1f), lane],
  shuffle: (a: Code, b: Code, words: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    0xfd,
    ...u(0x0d),
    ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte)),
  ],
  /** Two f64. */
  add64: simd(0xf0),
  mul64: simd(0xf2),
  promote: simd(0x5f),
  lane64: (value: Code, lane: number): Code => [...value, 0xfd, ...u(0x21), lane],
}

/** Runs the body again while the condition at its end holds. */
export const loopWhile = (condition: Code, ...body: Code[]): Code => [0x03, 0x40, ...body.flat(), ...condition, 0x0d, 0, 0x0b]
export const when = (condition: Code, then: Code[], otherwise?: Code[]): Code => [
  ...condition,
  ...[0x04, 0x40],
  ...then.flat(),
  ...(otherwise ? [0x05, ...otherwise.flat()] : []),
  0x0b,
]
/** The body as often as `count` says, which may be never; `counter` counts down to 0. */
export const times = (counter: Local, count: Code, ...body: Code[]): Code => [
  ...set(counter, count),
  ...when(counter.get, [loopWhile(counter.get, ...body, step(counter, -1))]),
]

/** A function under construction. */
export class Routine {
  private readonly params: Type[] = []
  private readonly locals: Type[] = []

  constructor(readonly name: string) {}

  /** Parameters, all before the first local. */
  param(type: Type = 'i32'): Local {
    this.params.push(type)
    return this.at(this.params.length - 1)
  }

  local(type: Type = 'i32'): Local {
    this.locals.push(type)
    return this.at(this.params.length + this.locals.length - 1)
  }

  /** Ends it: its signature and its bytes. */
  body(...statements: Code[]): Finished {
    const code = statements.flat()
    const declared = this.locals.flatMap((type) => [1, TYPE[type]])
    const bytes = [...u(this.locals.length), ...declared, ...code, 0x0b]
    return { name: this.name, params: this.params.map((type) => TYPE[type]), bytes }
  }

  private at(index: number): Local {
    return { index, get: [0x20, ...u(index)] }
  }
}

export interface Finished {
  readonly name: string
  readonly params: readonly number[]
  readonly bytes: Code
}

const named = (name: string): number[] => {
  const bytes = [...new TextEncoder().encode(name)]
  return [...u(bytes.length), ...bytes]
}
const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  const content = [...u(items.length), ...items.flat()]
  return [id, ...u(content.length), ...content]
}

/** A module of functions without results, exported by name, over the memory `engine.memory`. */
export function assemble(functions: readonly Finished[], shared: boolean): Uint8Array<ArrayBuffer> {
  const limits = shared ? [0x03, ...u(0), ...u(65536)] : [0x00, ...u(0)]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(
      1,
      functions.map(({ params }) => [0x60, ...u(params.length), ...params, 0]),
    ),
    ...section(2, [[...named('engine'), ...named('memory'), 0x02, ...limits]]),
    ...section(
      3,
      functions.map((_, i) => u(i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...named(name), 0x00, ...u(i)]),
    ),
    ...section(
      10,
      functions.map(({ bytes }) => [...u(bytes.length), ...bytes]),
    ),
  ])
}
