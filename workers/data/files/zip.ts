/** The entries of a zip, read from its directory alone: no entry is unpacked and none is kept but its position. */
import { BlobReader, type Entry, ERR_SPLIT_ZIP_FILE, ZipReader } from '@zip.js/zip.js'
import type { CodePage } from '../../protocol/dataset'
import { Problem } from '../../protocol/problem'
import { type NameReader, nameReader } from './names'
import type { PartSource, ZipEntrySource } from './source'
import { type DirectoryRecord, plainRecords, saysLink } from './zipDirectory'

/** One file of an archive. */
export interface ArchiveEntry {
  readonly path: string
  readonly size: number
  /** Why it cannot be read, or where it is. */
  readonly source: ZipEntrySource | PartSource | 'encrypted' | 'link' | { readonly unsupported: string }
}

/** The entries of an archive, and the encoding of those names that do not say theirs; null where there are none. */
export interface ArchiveEntries {
  readonly entries: readonly ArchiveEntry[]
  readonly codePage: CodePage | null
}

/** Bytes of a directory that are read at once: more than a million entries. */
const MAX_DIRECTORY = 128 << 20

/** What is known of an entry before its name is read: `utf8` where it says that it is that. */
interface Unnamed {
  readonly utf8: string | null
  readonly rawName: Uint8Array
  readonly rest: Omit<ArchiveEntry, 'path'>
}

/**
 * Lists a zip's files, folders left out.
 *
 * @param chosen the encoding of names that do not say theirs; guessed where it is not given
 * @throws Problem `zip-unreadable`, after the entries that could be listed; `archive-unsupported` where it is a part of one; `zip-too-large` where its
 * directory takes more than 128 MB
 */
export async function* zipEntries(zip: Blob, name: string, chosen?: CodePage): AsyncGenerator<ArchiveEntries> {
  const reader = new ZipReader(new BlobReader(zip), { strictness: 'tolerant' })
  const found: Unnamed[] = []
  let failure: Problem | null = null
  try {
    let count = 0
    const entries = reader.getEntriesGenerator({
      onprogress: async (_, total) => {
        count = total
      },
    })
    const first = await entries.next()
    if (!first.done) {
      if ((reader.directoryLength ?? 0) > MAX_DIRECTORY) throw new Problem('zip-too-large', { file: name })
      const plain = await plainEntries(zip, reader, first.value, count)
      if (plain) for (const entry of plain) found.push(entry)
      else {
        found.push(...slowly(zip, first.value))
        for await (const entry of entries) found.push(...slowly(zip, entry))
      }
    }
  } catch (error) {
    const split = error instanceof Error && error.message === ERR_SPLIT_ZIP_FILE
    const why = split ? new Problem('archive-unsupported', { file: name, kind: 'split' }) : new Problem('zip-unreadable', { file: name })
    failure = error instanceof Problem ? error : why
  }
  const names = nameReader(
    found.flatMap(({ utf8, rawName }) => (utf8 === null ? [rawName] : [])),
    chosen,
  )
  yield { entries: found.map((entry) => named(entry, names)), codePage: names.codePage }
  if (failure) throw failure
}

const named = ({ utf8, rawName, rest }: Unnamed, names: NameReader): ArchiveEntry => ({ path: utf8 ?? names.read(rawName), ...rest })

/** The entry as zip.js has it; nothing of a folder. */
function slowly(zip: Blob, entry: Entry): Unnamed[] {
  const { directory, rawFilename, rawExtraField, filename, filenameUTF8, encrypted, compressionMethod, offset } = entry
  if (directory) return []
  const position = { encrypted, method: compressionMethod, compressed: entry.compressedSize, size: entry.uncompressedSize, offset }
  const rest = entryOf(zip, { ...position, link: saysLink(entry.externalFileAttributes) }, rawFilename.length + rawExtraField.length)
  // By a flag, or by a field of its own beside a name in another encoding: zip.js has read it.
  return [{ utf8: filenameUTF8 ? filename : null, rawName: rawFilename, rest }]
}

/** All entries at once, where every record is plain and they are as many as the zip says; null otherwise. */
async function plainEntries(zip: Blob, reader: ZipReader<Blob>, first: Entry, count: number): Promise<Unnamed[] | null> {
  const { directoryOffset: from, directoryLength: length } = reader
  if (from === undefined || length === undefined) return null
  const records = plainRecords(new Uint8Array(await zip.slice(from, from + length).arrayBuffer()))
  // Without Zip64 the count has 16 bits.
  if (!records?.[0] || (records.length - count) % 65_536 !== 0) return null
  const inFront = first.offset - records[0].offset
  const entries: Unnamed[] = []
  for (const { directory, rawName, utf8, extraLength, ...record } of records) {
    if (directory) continue
    const rest = entryOf(zip, { ...record, offset: record.offset + inFront }, rawName.length + extraLength)
    entries.push({ utf8: utf8 ? UTF8_LOOSE.decode(rawName) : null, rawName, rest })
  }
  return entries
}

/** Ways of packing by number (APPNOTE.TXT 4.4.5). */
const METHODS: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  96: 'JPEG in zip',
  98: 'PPMd',
}

type Position = Pick<DirectoryRecord, 'encrypted' | 'method' | 'compressed' | 'size' | 'offset' | 'link'>

function entryOf(zip: Blob, { encrypted, method, offset, compressed, size, link }: Position, names: number): Omit<ArchiveEntry, 'path'> {
  if (link) return { size, source: 'link' }
  if (encrypted) return { size, source: 'encrypted' }
  if (method !== 0 && method !== 8) return { size, source: { unsupported: METHODS[method] ?? `method ${method}` } }
  return { size, source: { kind: 'zip', zip, offset, method, compressed, size, header: 30 + names + 64 } }
}

const UTF8_LOOSE = new TextDecoder('utf-8', { ignoreBOM: true })
