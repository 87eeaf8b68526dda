/** A competition's sample submission: its columns, its ids and their order. */
import { Problem } from '../../protocol/problem'

export interface SampleFile {
  readonly name: string
  readonly columns: readonly string[]
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly string[])[]
  /** What stands between cells. */
  readonly delimiter: string
}

/** Most bytes of a file that is read: ten million short lines. */
const MOST_BYTES = 256e6

/** Text by its byte order mark; UTF-8 where it has none. */
function decoded(bytes: Uint8Array): string {
  const [a, b] = bytes
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}

/**
 * Reads the file: comma, semicolon or tab, quoted or not, any line ends, UTF-8 or UTF-16.
 * @throws Problem `sample-unreadable` where it is no table with a heading, an id and something to answer
 */
export async function readSample(file: File): Promise<SampleFile> {
  const unreadable = (why: 'too-large' | 'no-text' | 'no-columns' | 'no-rows' | 'uneven') =>
    new Problem('sample-unreadable', { file: file.name, why })
  if (file.size > MOST_BYTES) throw unreadable('too-large')
  let text: string
  try {
    text = decoded(new Uint8Array(await file.arrayBuffer()))
  } catch {
    throw unreadable('no-text')
  }
  if (text.includes('\0')) throw unreadable('no-text')
  const { default: Papa } = await import('papaparse')
  const { data, meta } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t'] })
  const [head, ...rows] = data
  if (!head || head.length < 2) throw unreadable('no-columns')
  if (rows.length === 0) throw unreadable('no-rows')
  if (rows.some(({ length }) => length !== head.length)) throw unreadable('uneven')
  return { name: file.name, columns: head, rows, delimiter: meta.delimiter }
}

/**
 * The table as a file: cells as they are, quoted only where they have to be, lines ending as on Unix. The guard against formulas that other exports have
 * (`protocol/csv.ts`) is left out on purpose: a grader compares ids letter by letter, and they are the competition's own.
 */
export async function writeSample({ columns, delimiter }: SampleFile, rows: readonly (readonly string[])[]): Promise<string> {
  const { default: Papa } = await import('papaparse')
  return `${Papa.unparse([[...columns], ...rows.map((row) => [...row])], { delimiter, newline: '\n' })}\n`
}
