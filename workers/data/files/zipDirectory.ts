/**
 * The records of a zip's central directory, where all of them are plain (APPNOTE.TXT 4.3.12): what zip.js reads of each would be 17 KB of
 * garbage, and 25,000 of them a hundred megabytes and a second. It finds the directory, and reads it where a record is not plain.
 */

/** What a record says, as it stands there. */
export interface DirectoryRecord {
  readonly rawName: Uint8Array
  /** Whether the name is marked as UTF-8. */
  readonly utf8: boolean
  readonly encrypted: boolean
  readonly method: number
  readonly compressed: number
  readonly size: number
  /** Of the local header, before anything that lies in front of the zip is added. */
  readonly offset: number
  readonly extraLength: number
  readonly directory: boolean
  /** A symbolic link, whose bytes are the path that it leads to. */
  readonly link: boolean
}

const RECORD = 0x02014b50
const RECORD_LENGTH = 46
const ABSENT = 0xffffffff
/** Extra fields that change nothing of what is read here: times of several kinds, owners, Java's mark. */
const HARMLESS = new Set([0x5455, 0x7875, 0x5855, 0x7855, 0x000a, 0xcafe])

/** All records in the directory's order; null where one is not plain (more than 4 GB, names elsewhere, other encryption) or the bytes do not end with a record. */
export function plainRecords(directory: Uint8Array): DirectoryRecord[] | null {
  const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength)
  const records: DirectoryRecord[] = []
  let at = 0
  while (at < directory.length) {
    if (at + RECORD_LENGTH > directory.length || view.getUint32(at, true) !== RECORD) return null
    const u16 = (offset: number) => view.getUint16(at + offset, true)
    const u32 = (offset: number) => view.getUint32(at + offset, true)
    const [flags, method, disk] = [u16(8), u16(10), u16(34)]
    const [compressed, size, offset, attributes] = [u32(20), u32(24), u32(42), u32(38)]
    const [nameLength, extraLength, commentLength] = [u16(28), u16(30), u16(32)]
    const extra = at + RECORD_LENGTH + nameLength
    const end = extra + extraLength + commentLength
    if (end > directory.length || disk !== 0 || [compressed, size, offset].includes(ABSENT)) return null
    if (!onlyHarmless(view, extra, extra + extraLength)) return null
    const rawName = directory.subarray(at + RECORD_LENGTH, extra)
    records.push({
      rawName,
      utf8: (flags & 0x800) !== 0,
      encrypted: (flags & 1) !== 0,
      method,
      compressed,
      size,
      offset,
      extraLength,
      directory: rawName.at(-1) === 0x2f || saysDirectory(view.getUint8(at + 5), attributes),
      link: saysLink(attributes),
    })
    at = end
  }
  return records
}

function onlyHarmless(view: DataView, from: number, to: number): boolean {
  let at = from
  while (at + 4 <= to) {
    if (!HARMLESS.has(view.getUint16(at, true))) return false
    at += 4 + view.getUint16(at + 2, true)
  }
  return at === to
}

/** By the attributes of Unix, or of MS-DOS where that made the zip (4.4.2, 4.4.15). */
function saysDirectory(madeBy: number, attributes: number): boolean {
  return attributes >>> 28 === 0x4 || (madeBy === 0 && (attributes & 0x10) !== 0)
}

/** By the attributes of Unix (S_IFLNK). */
export const saysLink = (attributes: number): boolean => attributes >>> 28 === 0xa
