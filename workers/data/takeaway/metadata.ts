/** The dataset as a table for beside the pictures, as Hugging Face's imagefolder reads `metadata.csv`: what each picture is, where it belongs, what was left out. */
import { csvTable } from '../../protocol/csv'
import type { SkipReason } from '../../protocol/dataset'
import type { Dataset } from '../dataset/dataset'
import { commonFolders } from '../files/paths'

export const METADATA_COLUMNS = ['file_name', 'label', 'split', 'group', 'left_out'] as const

/** Of what was not taken when the dataset was opened, pictures only: a reader would try to decode the rest. */
const PICTURES: readonly SkipReason[] = ['mask', 'copy']

/**
 * The table, a line for each picture: its path below the folders that all share, class and split (empty where it takes no part), `group` the path of
 * the first of those that stay on one side of the split with it, `left_out` why it takes no part.
 */
export function metadataCsv({ samples, classes, skipped }: Pick<Dataset, 'samples' | 'classes' | 'skipped'>): string {
  const others = skipped.filter(({ reason }) => PICTURES.includes(reason))
  const segments = [...samples, ...others].map(({ path }) => path.split('/'))
  const shared = commonFolders(segments.map((parts) => parts.slice(0, -1)))
  const paths = segments.map((parts) => fileName(parts.slice(shared).join('/')))
  const members = new Map<number, number>()
  for (const { group } of samples) members.set(group, (members.get(group) ?? 0) + 1)
  const rows = samples.map(({ id, label, split, group, leftOut, used }) => [
    paths[id]!,
    classes[label] ?? '',
    used ? (label < 0 ? 'test' : split) : '',
    members.get(group)! > 1 ? paths[group]! : '',
    leftOut ? 'by-hand' : '',
  ])
  const left = others.map(({ reason }, i) => [paths[samples.length + i]!, '', '', '', reason])
  return csvTable([[...METADATA_COLUMNS], ...rows, ...left], '\n')
}

/** A path that no spreadsheet takes for a formula, so that it needs no mark that programs would have to take off: `./=x.jpg` is the same file. */
const fileName = (path: string): string => (/^[\p{L}\p{N}_(]/u.test(path) ? path : `./${path}`)
