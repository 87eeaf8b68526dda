/**
 * A zip written piece by piece, its files stored as they are (APPNOTE.TXT 4.3): what is kept is the directory, a hundred bytes a file. Own code, because of
 * what there is, zip.js keeps ten kilobytes a file (240 MB for 25,000), client-zip 2.5.1 leaves out the Zip64 record beyond 65,535 files, and fflate has none.
 */

/** Beyond these a number stands in a Zip64 field instead. */
const MOST_16 = 0xffff
const MOST_32 = 0xffffffff
/** Version needed: 2.0, and 4.5 with Zip64. The time of every file is 1980-01-01: the same files make the same zip. */
const VERSION = 20
const VERSION_64 = 45
const DATE = 0x21
const UTF8_NAME = 0x800

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/** CRC-32 as zips have it (polynomial 0xedb88320, inverted before and after). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

type Bytes = Uint8Array<ArrayBuffer>
/** A number and in how many bytes it stands, little-endian. */
type Field = readonly [value: number, bytes: 2 | 4 | 8]

function fields(...all: readonly Field[]): Bytes {
  const bytes = new Uint8Array(all.reduce((sum, [, length]) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [value, length] of all) {
    if (length === 2) view.setUint16(at, value, true)
    else if (length === 4) view.setUint32(at, value, true)
    else view.setBigUint64(at, BigInt(value), true)
    at += length
  }
  return bytes
}

export class ZipStream {
  private readonly directory: Bytes[] = []
  private directoryBytes = 0
  private files = 0

  /** @param at bytes that stand before the first file */
  constructor(private at = 0) {}

  /** Bytes so far, without the directory. */
  get bytes(): number {
    return this.at
  }

  /**
   * What stands for one more file: its header, and its bytes as given.
   * @param path with `/` between folders; nothing sees to it that it is safe, or there once
   */
  file(path: string, content: Bytes): readonly Bytes[] {
    const name = new TextEncoder().encode(path)
    const far = this.at >= MOST_32
    const head: readonly Field[] = [
      [far ? VERSION_64 : VERSION, 2],
      [UTF8_NAME, 2],
      [0, 2],
      [0, 2],
      [DATE, 2],
      [crc32(content), 4],
      [content.length, 4],
      [content.length, 4],
      [name.length, 2],
    ]
    const header = fields([0x04034b50, 4], ...head, [0, 2])
    const extra = far ? fields([1, 2], [8, 2], [this.at, 8]) : new Uint8Array(0)
    const record = fields(
      [0x02014b50, 4],
      [far ? VERSION_64 : VERSION, 2],
      ...head,
      [extra.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [far ? MOST_32 : this.at, 4],
    )
    this.directory.push(record, name, extra)
    this.directoryBytes += record.length + name.length + extra.length
    this.files++
    this.at += header.length + name.length + content.length
    return [header, name, content]
  }

  /** The directory, which ends the zip: with Zip64's records beyond 65,535 files or 4 GB. */
  end(): readonly Bytes[] {
    const { files, at, directoryBytes } = this
    const far = files >= MOST_16 || at >= MOST_32 || directoryBytes >= MOST_32
    const zip64 = far
      ? [
          fields(
            [0x06064b50, 4],
            [44, 8],
            [VERSION_64, 2],
            [VERSION_64, 2],
            [0, 4],
            [0, 4],
            [files, 8],
            [files, 8],
            [directoryBytes, 8],
            [at, 8],
          ),
          fields([0x07064b50, 4], [0, 4], [at + directoryBytes, 8], [1, 4]),
        ]
      : []
    const count = Math.min(files, MOST_16)
    const last = fields(
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [Math.min(directoryBytes, MOST_32), 4],
      [Math.min(at, MOST_32), 4],
      [0, 2],
    )
    return [...this.directory, ...zip64, last]
  }
}
