/** The entries of a tar, by position: blocks of 512 bytes as POSIX has them (pax, ustar), with GNU's long names; nothing is copied. */
import type { PartSource } from './source'

export interface TarEntry {
  /** As it stands there: its encoding is for others to know. */
  readonly rawName: Uint8Array
  /** Why it cannot be read, or where it is. `link`: symbolic or hard. */
  readonly source: PartSource | 'link' | { readonly unsupported: string }
}

export interface TarListing {
  readonly entries: readonly TarEntry[]
  /** Whether it breaks off, or goes on with something else than a header. */
  readonly damaged: boolean
}

const BLOCK = 512
/** Read at once: of small pictures many headers, of large ones not much of the picture. */
const WINDOW = 256 << 10
/** Bytes of a long name or of a pax header. */
const MOST_NAMING = 64 << 10
/** More are refused: each takes memory before anybody has asked for it. */
const MOST_ENTRIES = 1_000_000

const CHECKSUM = { at: 148, length: 8 }

/** Whether these 512 bytes are a header: its checksum says so (old tars have no other mark). */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < BLOCK || block[0] === 0) return false
  const told = numberAt(block, CHECKSUM.at, CHECKSUM.length)
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= CHECKSUM.at && i < CHECKSUM.at + CHECKSUM.length ? 0x20 : block[i]!
  return sum === told
}

/** A number in octal digits, or in GNU's base 256; NaN where it is neither, or negative, or beyond what is exact. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  if (block[at] === 0x80) {
    let value = 0
    for (let i = at + 1; i < at + length; i++) value = value * 256 + block[i]!
    return Number.isSafeInteger(value) ? value : Number.NaN
  }
  const text = String.fromCharCode(...block.subarray(at, at + length)).replace(/[\0 ]+$/, '')
  return /^ *[0-7]*$/.test(text) ? Number.parseInt(text.trim() || '0', 8) : Number.NaN
}

/** A field up to its first zero byte. */
function fieldAt(block: Uint8Array, at: number, length: number): Uint8Array {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return end < 0 ? field : field.subarray(0, end)
}

/** What the headers before an entry's own say of it. */
interface Said {
  name?: Uint8Array
  size?: number
  sparse?: boolean
}

/** The records of a pax header: "LENGTH KEY=VALUE\n", the length counting all of it. Null where they are not that. */
function paxRecords(bytes: Uint8Array): Map<string, Uint8Array> | null {
  const records = new Map<string, Uint8Array>()
  for (let at = 0; at < bytes.length && bytes[at] !== 0; ) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 ? Number.NaN : Number(String.fromCharCode(...bytes.subarray(at, Math.min(space, at + 12))))
    const end = at + length
    const equals = bytes.indexOf(0x3d, space)
    if (!(Number.isInteger(length) && length > 0 && end <= bytes.length && equals > space && equals < end)) return null
    records.set(String.fromCharCode(...bytes.subarray(space + 1, Math.min(equals, space + 80))), bytes.slice(equals + 1, end - 1))
    at = end
  }
  return records
}

/** A stretch of the tar in memory, read on as it is asked for. */
class Window {
  private from = 0
  private bytes = new Uint8Array(0)

  constructor(private readonly tar: Blob) {}

  async at(position: number, length: number): Promise<Uint8Array> {
    const inside = position >= this.from && position + length <= this.from + this.bytes.length
    if (!inside) {
      this.bytes = new Uint8Array(await this.tar.slice(position, position + Math.max(length, WINDOW)).arrayBuffer())
      this.from = position
    }
    return this.bytes.subarray(position - this.from, position - this.from + length)
  }
}

/**
 * Lists a tar's files, links among them; folders and devices are no entries.
 *
 * @param signal ends it
 * @returns null where there are more than a million
 * @throws the signal's reason when aborted
 */
export async function tarEntries(tar: Blob, signal: AbortSignal): Promise<TarListing | null> {
  const window = new Window(tar)
  const entries: TarEntry[] = []
  let said: Said = {}
  let zeros = 0
  let at = 0
  while (at + BLOCK <= tar.size && zeros < 2) {
    signal.throwIfAborted()
    const header = await window.at(at, BLOCK)
    if (header.every((byte) => byte === 0)) {
      zeros++
      at += BLOCK
      continue
    }
    const size = said.size ?? numberAt(header, 124, 12)
    if (!isTarHeader(header) || !Number.isFinite(size)) return { entries, damaged: true }
    const type = String.fromCharCode(header[156]!)
    const data = at + BLOCK
    const name = said.name ?? nameOf(header)
    const end = data + (type === '1' || type === '2' || type === '5' ? 0 : size)
    if (end > tar.size) return { entries, damaged: true }
    zeros = 0
    at = data + Math.ceil((end - data) / BLOCK) * BLOCK
    if (type === 'L' || type === 'x') {
      if (size > MOST_NAMING) return { entries, damaged: true }
      const more = naming(type, (await window.at(data, size)).slice())
      if (!more) return { entries, damaged: true }
      said = { ...said, ...more }
      continue
    }
    // Of a link's long target, and of what holds for all, nothing is needed.
    if (type === 'K' || type === 'g') continue
    const source = sourceOf(type, said, { kind: 'part', blob: tar, offset: data, size })
    if (source && name.at(-1) !== 0x2f) entries.push({ rawName: name.slice(), source })
    said = {}
    if (entries.length > MOST_ENTRIES) return null
  }
  return { entries, damaged: false }
}

/** POSIX's two fields of a name; in GNU's own headers the second means something else. */
function nameOf(header: Uint8Array): Uint8Array {
  const name = fieldAt(header, 0, 100)
  const prefix = fieldAt(header, 345, 155)
  const posix = String.fromCharCode(...header.subarray(257, 263)) === 'ustar\0'
  return posix && prefix.length > 0 ? Uint8Array.of(...prefix, 0x2f, ...name) : name
}

function naming(type: 'L' | 'x', bytes: Uint8Array): Said | null {
  if (type === 'L') return { name: fieldAt(bytes, 0, bytes.length) }
  const records = paxRecords(bytes)
  if (!records) return null
  const [name, size] = [records.get('path'), records.get('size')]
  const told = size === undefined ? undefined : Number(String.fromCharCode(...size.subarray(0, 20)))
  if (told !== undefined && !(Number.isSafeInteger(told) && told >= 0)) return null
  return {
    ...(name ? { name } : {}),
    ...(told === undefined ? {} : { size: told }),
    ...([...records.keys()].some((key) => key.startsWith('GNU.sparse.')) ? { sparse: true } : {}),
  }
}

function sourceOf(type: string, { sparse = false }: Said, part: PartSource): TarEntry['source'] | null {
  if (type === '1' || type === '2') return 'link'
  if (type === 'S' || sparse) return { unsupported: 'sparse tar' }
  if (type === 'M') return { unsupported: 'split' }
  return type === '0' || type === '\0' || type === '7' ? part : null
}
