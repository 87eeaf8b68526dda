/**
 * The file that TensorBoard reads, by its bytes: records of a length, its masked CRC, an `Event` and the masked CRC of that.
 *
 * Sources: tensorflow/core/lib/io/record_writer.cc and lib/hash/crc32c.h (framing, the mask), core/util/event.proto, core/framework/summary.proto (numbers of the fields),
 * tensorboard/plugins/hparams/{api,plugin_data}.proto; the encoding is protobuf's (protobuf.dev/programming-guides/encoding).
 */

/** CRC-32C (Castagnoli, reflected 0x82f63b78; RFC 3720, appendix B.4), a byte a step. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

/** Rotated by 15 bits and moved: a CRC of data that holds a CRC is a weak one. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0

/** A protobuf message as a list of its fields, each with its number; absent ones are null. */
export type Field = readonly [number, { readonly [K in keyof Kinds]: readonly [K, Kinds[K]] }[keyof Kinds] | null]
interface Kinds {
  /** A whole number from 0 on. */
  readonly int: number
  readonly double: number
  readonly float: number
  readonly text: string
  readonly bytes: Uint8Array
  readonly message: readonly Field[]
}

const WIRE = { int: 0, double: 1, float: 5, text: 2, bytes: 2, message: 2 } as const

function varint(out: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    out.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}

/** Appends without an argument for each byte: a picture has too many of them. */
function append(out: number[], bytes: Uint8Array): void {
  for (const byte of bytes) out.push(byte)
}

/** A message as its bytes. */
export function encoded(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const out: number[] = []
  for (const [number, value] of fields) {
    if (value === null) continue
    const [kind, content] = value
    varint(out, number * 8 + WIRE[kind])
    if (kind === 'int') varint(out, content)
    else if (kind === 'double' || kind === 'float') {
      const room = new DataView(new ArrayBuffer(kind === 'double' ? 8 : 4))
      if (kind === 'double') room.setFloat64(0, content, true)
      else room.setFloat32(0, content, true)
      append(out, new Uint8Array(room.buffer))
    } else {
      const bytes = kind === 'text' ? new TextEncoder().encode(content) : kind === 'bytes' ? content : encoded(content)
      varint(out, bytes.length)
      append(out, bytes)
    }
  }
  return Uint8Array.from(out)
}

/** A record of a file of events. */
export function record(event: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(16 + event.length)
  const view = new DataView(out.buffer)
  view.setBigUint64(0, BigInt(event.length), true)
  view.setUint32(8, masked(crc32c(out.subarray(0, 8))), true)
  out.set(event, 12)
  view.setUint32(12 + event.length, masked(crc32c(event)), true)
  return out
}

/**
 * A record of an `Event` that has summaries, or says which version of the file it begins.
 * @param at seconds since 1970
 */
export function eventRecord(
  at: number,
  step: number,
  what: { readonly version: string } | { readonly values: readonly (readonly Field[])[] },
): Uint8Array<ArrayBuffer> {
  return record(
    encoded([
      [1, ['double', at]],
      [2, ['int', step]],
      'version' in what ? [3, ['text', what.version]] : [5, ['message', what.values.map((value): Field => [1, ['message', value]])]],
    ]),
  )
}
