/** Opens the files that may be tables: the likeliest first, few enough and small enough that nothing hangs on them. */
import { namedLikeBinaryTable as isNoText, type TableFault, type TableFinding } from '../../protocol/tables'
import { swells } from '../files/budget'
import { openEntry, openSource, type SampleSource } from '../files/source'
import type { ListedFile } from '../files/walk'
import { wordsOf } from '../layouts/splitWords'
import { type Table, tableOf } from './header'
import { parseTable } from './parse'
import type { PictureIndex } from './pictureIndex'
import { decodeText, TableError } from './text'

export interface ReadFile {
  readonly file: ListedFile
  /** Null where it cannot be read, for the reason in `fault`. */
  readonly table: Table | null
  readonly fault: TableFault | null
  readonly notes: readonly TableFinding[]
  /** Files that were joined to it: see `joinedByNumber`. */
  readonly with?: readonly ListedFile[]
}

const MOST_FILES = 40
/** Bytes of one, and of all together. A JSON is read as a whole, at several times its size. */
const MOST_BYTES = 64 << 20
const MOST_JSON_BYTES = 8 << 20
const MOST_TOGETHER = 128 << 20
/** So many texts called like pictures are notes about each; fewer may be chance. */
const FEW = 3
const MOST_BINARY = 8

const HINTS = new Set(
  'label labels train class classes metadata annotation annotations words synset mapping map index meta data ground truth images'.split(
    ' ',
  ),
)

/** Whether a file is called a table, not only a text that may be one. */
export const isNamedTable = (name: string): boolean => /\.(csv|tsv|tab|jsonl|ndjson)$/i.test(name) || isNoText(name)

/** Files that may be tables, the likeliest first: by kind, by words in their names, by how near to the top they lie. */
export function likely(texts: readonly ListedFile[], index: PictureIndex, wanted: (file: ListedFile) => boolean): ListedFile[] {
  const stem = ({ name }: ListedFile) => name.replace(/\.[^.]*$/, '')
  const about = texts.filter((file) => index.hasStem(stem(file)))
  const notes = new Set(about.length > FEW ? about : [])
  // Many are pictures of their own kind, not tables.
  const binary = texts.filter(({ name }) => isNoText(name))
  for (const file of binary.length > MOST_BINARY ? binary : []) notes.add(file)
  const rank = (file: ListedFile): number =>
    (wanted(file) ? -1000 : 0) +
    file.folders.length * 2 +
    (isNamedTable(file.name) ? 0 : 3) -
    (wordsOf(file.name).some((word) => HINTS.has(word)) ? 2 : 0) +
    (isNoText(file.name) ? 20 : 0) +
    (/readme|licen[sc]e|requirements|package|box/i.test(file.name) ? 8 : 0)
  return texts
    .filter((file) => wanted(file) || !notes.has(file))
    .map((file) => ({ file, key: rank(file) }))
    .sort((a, b) => a.key - b.key || (a.file.path < b.file.path ? -1 : 1))
    .slice(0, MOST_FILES)
    .map(({ file }) => file)
}

/** @throws the signal's reason when aborted */
export async function readFiles(files: readonly ListedFile[], index: PictureIndex, signal: AbortSignal): Promise<ReadFile[]> {
  const read: ReadFile[] = []
  let left = MOST_TOGETHER
  for (const file of files) {
    signal.throwIfAborted()
    if (isNoText(file.name)) {
      read.push({ file, table: null, fault: 'no-text-table', notes: [] })
      continue
    }
    try {
      const bytes = await bytesOf(file, Math.min(left, /\.json$/i.test(file.name) ? MOST_JSON_BYTES : MOST_BYTES), signal)
      left -= bytes.length
      const { text, guessed } = decodeText(bytes)
      const raw = await parseTable(file.name, text)
      const table = tableOf(raw, file.name, index, { folders: file.folders, meant: () => true })
      if (table.rows.length === 0) throw new TableError('not-a-table')
      const notes: TableFinding[] = [
        ...(guessed === null ? [] : [{ code: 'encoding-guessed', values: { encoding: guessed } } as const]),
        ...(raw.unclosed ? [{ code: 'quotes-unclosed', values: {} } as const] : []),
      ]
      read.push({ file, table, fault: null, notes })
    } catch (error) {
      signal.throwIfAborted()
      // Files may be gone, forbidden or damaged: whatever opens them says so in its own words.
      read.push({ file, table: null, fault: error instanceof TableError ? error.fault : 'unreadable', notes: [] })
    }
  }
  return read
}

async function bytesOf({ source }: ListedFile, most: number, signal: AbortSignal): Promise<Uint8Array> {
  if (source.kind === 'zip' && (source.size > most || swells(source))) throw new TableError('too-large')
  const blob = await open(source, signal)
  if (blob.size > most) throw new TableError('too-large')
  return new Uint8Array(await blob.arrayBuffer())
}

/** A zip's entry is looked into by `openSource` as a picture: this is none. */
const open = (source: SampleSource, signal: AbortSignal): Promise<Blob> =>
  source.kind === 'zip' ? openEntry(source, () => {}, signal) : openSource(source)
