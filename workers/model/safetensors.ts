/** Reads and writes the safetensors format (https://huggingface.co/docs/safetensors): header of names and offsets, then raw tensors. */
import type { ParamMap } from './spec'

/** A file that is not safetensors, or that contradicts itself; the message says what is wrong in plain words. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError'
}

export interface Safetensors {
  /** Tensors as f32, whatever the file holds (F32, F16, BF16; F64 and integers are converted too). */
  readonly tensors: ParamMap
  readonly metadata: Readonly<Record<string, string>>
}

/** The format's own limit on the header. */
const MAX_HEADER = 100_000_000
/** Tensors in a file, and sides of a tensor: some hundred times, and ten times, what the largest ResNet has. */
const MAX_TENSORS = 65_536
const MAX_RANK = 64
const BYTES: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
])

const fail = (message: string): never => {
  throw new SafetensorsError(`This is not a usable safetensors file: ${message}`)
}

/** A name out of a file as a message may carry it. */
const shown = (name: unknown): string => {
  const text = String(name)
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}

let halfTable: Float32Array | null = null
/** Every f16 value by its bits: 65,536 entries, made once. */
function halves(): Float32Array {
  if (halfTable) return halfTable
  const table = new Float32Array(65536)
  for (let bits = 0; bits < 65536; bits++) {
    const exponent = (bits >> 10) & 31
    const fraction = bits & 1023
    const magnitude =
      exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction ? Number.NaN : Infinity) : (1024 + fraction) * 2 ** (exponent - 25)
    table[bits] = bits & 0x8000 ? -magnitude : magnitude
  }
  halfTable = table
  return table
}

/** A plain loop: `from` with a callback takes a second over ResNet18. */
function fromHalves(bits: Uint16Array): Float32Array {
  const table = halves()
  const out = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i]!]!
  return out
}

/** Raw little-endian values of a type named as safetensors names it, as f32. */
export function toFloat32(dtype: string, bytes: Uint8Array): Float32Array {
  // Read in place where they are aligned: fresh memory costs more than the work on it.
  if (dtype === 'F16' && bytes.byteOffset % 2 === 0) return fromHalves(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2))
  // A copy gives the alignment that typed arrays ask for. Not `slice`: on Node's Buffer that is a view.
  const buffer = new Uint8Array(bytes).buffer
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer)
    case 'F64':
      return Float32Array.from(new Float64Array(buffer))
    case 'F16':
      return fromHalves(new Uint16Array(buffer))
    case 'BF16': {
      const out = new Float32Array(buffer.byteLength / 2)
      const words = new Uint32Array(out.buffer)
      new Uint16Array(buffer).forEach((bits, i) => {
        words[i] = bits << 16
      })
      return out
    }
    case 'I64':
      return Float32Array.from(new BigInt64Array(buffer), Number)
    case 'I32':
      return Float32Array.from(new Int32Array(buffer))
    case 'I16':
      return Float32Array.from(new Int16Array(buffer))
    case 'I8':
      return Float32Array.from(new Int8Array(buffer))
    default:
      return Float32Array.from(new Uint8Array(buffer))
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function readHeader(file: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (file.byteLength < 8) fail('it is shorter than 8 bytes.')
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true))
  if (length > MAX_HEADER) fail('its header would be longer than the format allows.')
  if (8 + length > file.byteLength) fail(`its header says ${length} bytes, the file has ${file.byteLength - 8}. It may be cut short.`)
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length)))
  } catch {
    fail('its header is not JSON.')
  }
  return isRecord(header) ? { header, start: 8 + length } : fail('its header is not an object.')
}

/** Where a tensor's values lie, in bytes from the end of the header. */
interface Span {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/** One tensor's description. */
function spanOf(name: string, entry: unknown, room: number): Span {
  if (!isRecord(entry)) return fail(`"${shown(name)}" has no description.`)
  const { dtype, shape, data_offsets: offsets } = entry
  const bytes = typeof dtype === 'string' ? BYTES.get(dtype) : undefined
  if (typeof dtype !== 'string' || bytes === undefined)
    return fail(`"${shown(name)}" has the type ${shown(dtype)}, which is not supported.`)
  if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isCount)) return fail(`"${shown(name)}" has a malformed shape.`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) return fail(`"${shown(name)}" has malformed offsets.`)
  const [begin, end] = offsets as [number, number]
  if (begin > end || end > room) fail(`"${shown(name)}" lies outside the file (${begin} to ${end} of ${room} bytes). It may be cut short.`)
  const size = (shape as number[]).reduce((a, b) => a * b, 1) * bytes
  if (size !== end - begin) fail(`"${shown(name)}" has ${end - begin} bytes where its shape needs ${size}.`)
  return { name, dtype, shape: shape as number[], begin, end }
}

/** The format lets tensors neither overlap nor leave bytes between them or after the last. */
function checkSpans(spans: readonly Span[], room: number): void {
  let at = 0
  let before: Span | null = null
  for (const span of spans.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (span.begin < at) fail(`"${shown(before?.name)}" and "${shown(span.name)}" overlap.`)
    if (span.begin > at) fail(`${span.begin - at} bytes before "${shown(span.name)}" belong to no tensor.`)
    at = span.end
    before = span
  }
  if (at < room) fail(`${room - at} bytes at its end belong to no tensor.`)
}

/** The names of a file's tensors, in its order. @throws SafetensorsError on a malformed header */
export function namesInSafetensors(file: Uint8Array): string[] {
  return Object.keys(readHeader(file).header).filter((name) => name !== '__metadata__')
}

/**
 * Reads a whole file. Every span is checked before the first tensor is converted, so what a file takes is bounded by its own length.
 * @param wanted which tensors to convert; the others are checked all the same, and left out. All of them where it is absent
 * @throws SafetensorsError on a malformed header, an unknown type, or offsets that overlap, leave gaps or the file, or contradict a shape
 */
export function readSafetensors(source: ArrayBuffer | Uint8Array, wanted: (name: string) => boolean = () => true): Safetensors {
  const file = source instanceof Uint8Array ? source : new Uint8Array(source)
  const { header, start } = readHeader(file)
  const room = file.byteLength - start
  const { __metadata__: metadata = {}, ...entries } = header
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) fail('its metadata is not text.')
  const described = Object.entries(entries)
  if (described.length > MAX_TENSORS) fail(`it describes ${described.length} tensors; ${MAX_TENSORS} at most are read.`)
  const spans = described.map(([name, entry]) => spanOf(name, entry, room))
  checkSpans(spans, room)
  const tensors: ParamMap = new Map()
  for (const { name, dtype, shape, begin, end } of spans)
    if (wanted(name)) tensors.set(name, { shape, data: toFloat32(dtype, file.subarray(start + begin, start + end)) })
  return { tensors, metadata: metadata as Record<string, string> }
}

/** A file of tensors as F32 in the map's order, the data aligned to 8 bytes, in parts one after another: the tensors' own bytes, not copied. */
export function safetensorsParts(tensors: ParamMap, metadata: Readonly<Record<string, string>> = {}): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let at = 0
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] }
    at += data.byteLength
  }
  let text = new TextEncoder().encode(JSON.stringify(header))
  if (text.byteLength % 8) {
    const padded = new Uint8Array(Math.ceil(text.byteLength / 8) * 8).fill(0x20)
    padded.set(text)
    text = padded
  }
  const head = new Uint8Array(8 + text.byteLength)
  new DataView(head.buffer).setBigUint64(0, BigInt(text.byteLength), true)
  head.set(text, 8)
  return [head, ...Array.from(tensors.values(), ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]
}

/** The same file in one piece. */
export function writeSafetensors(tensors: ParamMap, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(tensors, metadata)
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.byteLength
  }
  return out
}
