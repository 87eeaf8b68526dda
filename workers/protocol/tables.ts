/** Labels in a table beside the pictures: what a person may choose of it, and what they are told. */

/** Whether a file's name is one of a table, or of a text that may be one, or of a table that is not read. */
export const namedLikeTable = (name: string): boolean => /\.(csv|tsv|tab|jsonl|ndjson|json|txt)$/i.test(name) || namedLikeBinaryTable(name)

/** Whether a file is called like a table that is no text, of MATLAB (Stanford Cars, Flowers-102), a spreadsheet program or Python: it is said, and not read. */
export const namedLikeBinaryTable = (name: string): boolean =>
  /\.(mat|xlsx?|ods|parquet|feather|arrow|npy|npz|pkl|pickle|h5|hdf5)$/i.test(name)

/** Whether its name says that it is a form to be filled in (`sample_submission.csv`): what it has for labels are none. */
export const namedLikeForm = (name: string): boolean =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => /^(samples?|examples?|submit|submissions?)$/.test(word))

/** Which table has the labels and which of its columns mean what; whatever is not said is guessed. Columns go by name, `#3` where they have none. */
export interface TableChoice {
  /** Its path as it was listed, or the end of it. */
  readonly file?: string
  readonly fileColumn?: string
  /** One column of labels, or several of 0 and 1, one for each class. */
  readonly labelColumns?: readonly string[]
  /** Null for none. */
  readonly splitColumn?: string | null
  /** Pictures with the same text in it stay on one side of the split. Null for none. */
  readonly groupColumn?: string | null
}

/** Why a table gives no labels. `row-too-long` and `too-large` are bounds, `missing` and `no-such-column` what a choice asks for and is not there. */
export const TABLE_FAULTS = [
  'not-text',
  'not-a-table',
  'no-text-table',
  'unreadable',
  'too-large',
  'row-too-long',
  'no-files',
  'no-label-column',
  'one-label',
  'nothing-to-learn',
  'missing',
  'no-such-column',
] as const
export type TableFault = (typeof TABLE_FAULTS)[number]

/** What a person should know of a table that was read, with a few names where it helps. */
export interface TableFindingValues {
  'rows-without-picture': { rows: number; examples: readonly string[] }
  /** One name for several pictures. */
  'rows-ambiguous': { rows: number; examples: readonly string[] }
  'pictures-without-row': { pictures: number; examples: readonly string[] }
  /** Left out: more than one label in a row. */
  'several-labels': { pictures: number; examples: readonly string[] }
  /** Left out: several rows that do not say the same. */
  'rows-differ': { pictures: number; examples: readonly string[] }
  /** Other columns of yes and no, of which rows say yes to several: a picture has several labels, and this is one of them. */
  'several-columns': { column: string; others: readonly string[] }
  'rows-without-label': { rows: number }
  'nearly-unique': { column: string; labels: number; pictures: number }
  'many-numbers': { column: string; labels: number }
  /** Names are written without the zeros that files begin with. */
  'zeros-lost': { rows: number }
  /** Not UTF-8 or UTF-16: read by what it most likely is. */
  'encoding-guessed': { encoding: string }
  /** A quotation mark is never closed: all marks were taken as text. */
  'quotes-unclosed': Record<string, never>
  /** Readable names of classes come from another file. */
  'names-from': { file: string; classes: number }
}
export type TableFinding = {
  [C in keyof TableFindingValues]: { readonly code: C; readonly values: TableFindingValues[C] }
}[keyof TableFindingValues]

/** A table that was found, or several of one kind that are read together (`train.csv`, `valid.csv`). */
export interface TableFound {
  readonly files: readonly string[]
  readonly rows: number
  /** What the column of labels is called and how many it gives; null where there are none, for the reason in `fault`. */
  readonly labels: { readonly columns: readonly string[]; readonly classes: number; readonly pictures: number } | null
  readonly fault: TableFault | null
}

/** The table that the labels are from. Texts of cells are cut to 200 characters. */
export interface TableTaken {
  readonly files: readonly string[]
  readonly rows: number
  /** Names of all columns. */
  readonly columns: readonly string[]
  readonly fileColumn: string
  readonly labelColumns: readonly string[]
  /** Columns of 0 and 1 that can be taken together, one for each class; none where there are no such. */
  readonly oneHot: readonly string[]
  readonly splitColumn: string | null
  readonly groupColumn: string | null
  readonly preview: readonly TableRow[]
  readonly findings: readonly TableFinding[]
}
export interface TableRow {
  /** Of the column of file names. */
  readonly name: string
  /** The picture's id, null where there is none. */
  readonly picture: number | null
  readonly path: string | null
  readonly label: string | null
  readonly split: string | null
}

export interface TablesSummary {
  /** Null where the labels are from elsewhere. */
  readonly taken: TableTaken | null
  readonly found: readonly TableFound[]
  /** Where folders give the classes and a file their readable names: that file and how many classes it names. */
  readonly namesFrom: TableFindingValues['names-from'] | null
}
