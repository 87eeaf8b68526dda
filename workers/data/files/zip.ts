/** The entries of a zip, read from its directory alone: no entry is unpacked and none is kept but its position. */
import { BlobReader, type Entry, ZipReader } from '@zip.js/zip.js'
import { Problem } from '../../protocol/problem'
import type { ZipEntrySource } from './source'
import { type DirectoryRecord, plainRecords } from './zipDirectory'

export interface ZipEntry {
  readonly path: string
  readonly size: number
  /** Why it cannot be read, or where it is. */
  readonly source: ZipEntrySource | 'encrypted' | { readonly unsupported: string }
}

/** Bytes of a directory that are read at once: more than a million entries. */
const MAX_DIRECTORY = 128 << 20

/**
 * Lists a zip's files, folders left out.
 *
 * @throws Problem `zip-unreadable`, after the entries that could be listed; `zip-too-large` where its directory takes more than 128 MB
 */
export async function* zipEntries(zip: Blob, name: string): AsyncGenerator<Iterable<ZipEntry>> {
  const reader = new ZipReader(new BlobReader(zip), { strictness: 'tolerant' })
  try {
    let count = 0
    const entries = reader.getEntriesGenerator({
      onprogress: async (_, total) => {
        count = total
      },
    })
    const first = await entries.next()
    if (first.done) return
    if ((reader.directoryLength ?? 0) > MAX_DIRECTORY) throw new Problem('zip-too-large', { file: name })
    const plain = await plainEntries(zip, reader, first.value, count)
    if (plain) return yield plain
    yield slowly(zip, first.value)
    for await (const entry of entries) yield slowly(zip, entry)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('zip-unreadable', { file: name })
  }
}

/** The entry as zip.js has it; nothing of a folder. */
function slowly(zip: Blob, entry: Entry): ZipEntry[] {
  const { directory, rawFilename, rawExtraField, filename, filenameUTF8, encrypted, compressionMethod, offset } = entry
  if (directory) return []
  // UTF-8 by a flag, by its bytes, or by a field of its own beside a name in another encoding: zip.js has read it.
  const path = filenameUTF8 ? filename : (entryName(rawFilename, false) ?? filename)
  const position = { encrypted, method: compressionMethod, compressed: entry.compressedSize, size: entry.uncompressedSize, offset }
  return [entryOf(zip, path, position, rawFilename.length + rawExtraField.length)]
}

/** All entries at once, where every record is plain, every name's encoding is known, and they are as many as the zip says; null otherwise. */
async function plainEntries(zip: Blob, reader: ZipReader<Blob>, first: Entry, count: number): Promise<ZipEntry[] | null> {
  const { directoryOffset: from, directoryLength: length } = reader
  if (from === undefined || length === undefined) return null
  const records = plainRecords(new Uint8Array(await zip.slice(from, from + length).arrayBuffer()))
  // Without Zip64 the count has 16 bits.
  if (!records?.[0] || (records.length - count) % 65_536 !== 0) return null
  const inFront = first.offset - records[0].offset
  const entries: ZipEntry[] = []
  for (const { directory, rawName, utf8, extraLength, ...record } of records) {
    if (directory) continue
    const path = entryName(rawName, utf8)
    if (path === null) return null
    entries.push(entryOf(zip, path, { ...record, offset: record.offset + inFront }, rawName.length + extraLength))
  }
  return entries
}

/** Ways of packing by number (APPNOTE.TXT 4.4.5). */
const METHODS: Readonly<Record<number, string>> = { 9: 'Deflate64', 12: 'bzip2', 14: 'LZMA', 93: 'Zstandard', 95: 'xz', 98: 'PPMd' }

type Position = Pick<DirectoryRecord, 'encrypted' | 'method' | 'compressed' | 'size' | 'offset'>

function entryOf(zip: Blob, path: string, { encrypted, method, offset, compressed, size }: Position, names: number): ZipEntry {
  if (encrypted) return { path, size, source: 'encrypted' }
  if (method !== 0 && method !== 8) return { path, size, source: { unsupported: METHODS[method] ?? `method ${method}` } }
  return { path, size, source: { kind: 'zip', zip, offset, method, compressed, size, header: 30 + names + 64 } }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const GBK = new TextDecoder('gb18030', { fatal: true })
const UTF8_LOOSE = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * A name by its bytes: UTF-8 where it says so or is, GBK where it can be nothing else: zips from Chinese Windows name files so without saying it. Null where it is
 * in the code page of MS-DOS, which zip.js knows.
 */
function entryName(raw: Uint8Array, saysUtf8: boolean): string | null {
  if (saysUtf8) return UTF8_LOOSE.decode(raw)
  const utf8 = decode(raw, UTF8)
  if (utf8 !== null) return utf8
  const gbk = decode(raw, GBK)
  // Every other character is a CJK one.
  return gbk !== null && /^[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+$/.test(gbk) ? gbk : null
}

function decode(bytes: Uint8Array, decoder: TextDecoder): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null // not in this encoding
  }
}
