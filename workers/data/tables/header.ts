/** Rows to a table: whether its first row names the columns, and what they are called. */
import type { RawTable } from './parse'
import { namesPicture, type PictureIndex, QUALITY, type TablePlace } from './pictureIndex'

export interface Table {
  /** Unique, trimmed; `#3` for the third where it has no name. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What columns of file names and of labels are called: a first row with such a word is a header. */
export const FILE_WORDS: ReadonlySet<string> = new Set(
  'id image images img file files filename filenames filepath filepaths path paths name picture photo pic key fname imagename imageid imgid imagefile imagepath fileid 文件 文件名 图片 图像 ファイル名 画像 파일 archivo imagen datei bild fichier'.split(
    ' ',
  ),
)
const words = (text: string): string[] => text.toLowerCase().split(' ')
/** Those of them that mean little else. */
export const STRONG_LABEL_WORDS: ReadonlySet<string> = new Set(
  words(
    'label labels class classes category categories target targets diagnosis diagnostic dx breed disease emotion subcategory masterCategory gt groundtruth truth ' +
      '标签 类别 分类 种类 ラベル クラス 라벨 etiqueta clase kategorie klasse étiquette classe',
  ),
)
export const LABEL_WORDS: ReadonlySet<string> = new Set([
  ...STRONG_LABEL_WORDS,
  ...words(
    'species level grade type kind genre expression landmark style artist severity sentiment product variety cultivar y answer identity tag tags',
  ),
])

/** Rows from which a header is judged. */
const LOOKED_AT = 200

export const isNumber = (cell: string): boolean => /^\s*[-+]?(\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(cell)

/** A column's name as one word: `Image_ID`, ` image id`. */
export const wordOf = (column: string): string => column.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** The table of these rows. `name` is the file's: texts have names of columns less often than tables have. */
export function tableOf(raw: RawTable, name: string, index: PictureIndex, place: TablePlace): Table {
  const [first, ...rest] = raw.rows
  if (raw.columns || !first) return { columns: named(raw.columns ?? [], width(raw.rows)), rows: raw.rows }
  // A map or a list of lists in JSON has no names of columns.
  const header = !/\.json$/i.test(name) && isHeader(first, rest, name, index, place)
  return header ? { columns: named(first, width(raw.rows)), rows: rest } : { columns: named([], width(raw.rows)), rows: raw.rows }
}

const width = (rows: RawTable['rows']): number => rows.reduce((most, { length }) => Math.max(most, length), 0)

function named(names: readonly string[], columns: number): string[] {
  const taken = new Set<string>()
  return Array.from({ length: Math.max(columns, names.length) }, (_, i) => {
    const name = names[i]?.trim() || `#${i + 1}`
    let unique = name
    for (let n = 2; taken.has(unique); n++) unique = `${name} (${n})`
    taken.add(unique)
    return unique
  })
}

function isHeader(first: readonly string[], all: RawTable['rows'], name: string, index: PictureIndex, place: TablePlace): boolean {
  if (first.some((cell) => namesPicture(cell) || index.find(cell, place).quality > QUALITY.number)) return false
  const words = first.map(wordOf)
  if (words.some((word) => FILE_WORDS.has(word) || LABEL_WORDS.has(word))) return true
  const rest = all.slice(0, LOOKED_AT)
  const numbers = first.map((cell, column) => {
    const below = rest.flatMap((row) => (row[column]?.trim() ? [row[column]] : []))
    return below.length > 0 && below.every(isNumber) ? isNumber(cell) : null
  })
  // A number above numbers is one of them; a word above numbers names them.
  if (numbers.includes(true)) return false
  if (numbers.includes(false)) return true
  // A name of a column does not come again in it.
  const again = first.some((cell, column) => cell.trim() !== '' && rest.some((row) => row[column] === cell))
  return !/\.txt$/i.test(name) && !again && first.length > 1
}
