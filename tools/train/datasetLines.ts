/** What a folder turned out to be, as lines of text for a terminal, and how else it could be read. */
import { en } from '../../src/app/words'
import { wordFinding } from '../../src/dataset/tables/wordFinding'
import { thinValidation } from '../../src/dataset/warnings'
import type { DatasetSummary, ReadAs } from '../../workers/protocol/dataset'
import { FOREIGN_KINDS } from '../../workers/protocol/kinds'
import { READING } from '../../workers/protocol/options'
import { inReadingOrder } from '../../workers/protocol/order'
import type { ProblemData } from '../../workers/protocol/problem'
import { short } from './terminal'

const count = (n: number, thing: string) => `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`

/**
 * What was found in the folder: a line for the classes, one for how it was read, and one each for what was left out, for pictures that belong together and for too
 * few validation pictures, where there is something to say.
 */
export function datasetLines(dataset: DatasetSummary): string[] {
  const { counts, classes, unlabelled, skipped, layout, alternatives, groups, readAs, splitFrom, codePage } = dataset
  const named = inReadingOrder(classes.map(({ name }) => name))
    .slice(0, 6)
    .map((name) => short(name))
  const names = classes.length > named.length ? `${named.join(', ')}, ...` : named.join(', ')
  const tested = counts.test + unlabelled
  const parts = [`${counts.train} to train`, `${counts.val} to validate`, ...(tested ? [`${tested} to test`] : [])]
  const left = Object.entries(skipped.counts).map(([reason, n]) => `${n} ${reason}`)
  const takeable = (skipped.counts.mask ?? 0) + (skipped.counts.copy ?? 0) > 0
  const words = en.reading.groups
  const offered = [
    ...(readAs.groups || dataset.tables.taken?.groupColumn != null ? [] : [`--${READING.groups.flag}`]),
    ...(splitFrom === 'folders' ? [`--${READING.splitAnew.flag}`] : []),
  ]
  const thin = thinValidation(dataset)
  return [
    `${short(dataset.name)}: ${count(counts.train + counts.val + tested, 'picture')}, ${count(classes.length, 'class').replace('classs', 'classes')} (${names}): ${parts.join(', ')}`,
    ...(layout === 'drawn'
      ? []
      : [
          `read as ${layout}; other readings (--${READING.layout.flag}): ${[...new Set([...alternatives, 'single-folder'])].filter((name) => name !== layout).join(', ') || 'none'}`,
        ]),
    ...(left.length ? [`left out: ${left.join(', ')}${takeable ? ` (--${READING.takeAll.flag} takes masks and copies)` : ''}`] : []),
    ...(groups
      ? [
          words.found(groups.kind, groups.groups, groups.pictures, short(groups.example)) +
            (groups.apart > 0 ? ` ${words.apart(groups.apart)}${offered.length ? ` ${offered.join(' ')} keeps them together.` : ''}` : ''),
        ]
      : []),
    ...(thin
      ? [`${en.data.fewValidation(thin.val, thin.train)} --${READING.splitAnew.flag} holds out a share of each class instead.`]
      : []),
    ...tableLines(dataset.tables),
    ...(codePage ? [`names in the archive read as ${codePage}; another: --${READING.names.flag}`] : []),
  ]
}

/** Which table the labels are from, by which columns, and what does not fit; else why a table that was found gives none. */
function tableLines({ taken, found, namesFrom }: DatasetSummary['tables']): string[] {
  if (!taken) {
    const faults = found.flatMap(({ files, fault }) => (fault ? [`not taken: ${short(files[0]!)}. ${en.tables.faults[fault].why}`] : []))
    return namesFrom ? [...faults, en.tables.findings['names-from'](namesFrom)] : faults
  }
  const { files, rows, fileColumn, labelColumns, splitColumn, groupColumn } = taken
  const parts = [
    `file names "${short(fileColumn)}"`,
    `labels "${labelColumns.map((name) => short(name)).join(', ')}"`,
    ...(splitColumn === null ? [] : [`split "${short(splitColumn)}"`]),
    ...(groupColumn === null ? [] : [`groups "${short(groupColumn)}"`]),
  ]
  return [
    `labels from ${files.map((path) => short(path)).join(' + ')} (${count(rows, 'row')}): ${parts.join(', ')}`,
    ...taken.findings.map((finding) => {
      const { examples = [] } = finding.values as { readonly examples?: readonly string[] }
      return [
        wordFinding(en, finding),
        ...(examples.length > 0
          ? [
              `(${examples
                .slice(0, 3)
                .map((name) => short(name))
                .join(', ')})`,
            ]
          : []),
      ].join(' ')
    }),
  ]
}

/** What to do with pictures that were left out because of their kind, a line each. */
export function kindLines({ skipped }: DatasetSummary): string[] {
  return FOREIGN_KINDS.flatMap((kind) => {
    const files = skipped.counts[kind] ?? 0
    const { name, todo } = en.kinds[kind]
    return files === 0 ? [] : [`${count(files, `${name} file`)} left out: ${todo}`]
  })
}

/** What was written of the dataset: of a zip how many pictures, which were lost, and its fingerprint; null of a table. */
export function takenLines(
  path: string,
  taken: { readonly pictures: number; readonly gone: { readonly total: number }; readonly fingerprint: string } | null,
): string[] {
  if (!taken) return [`wrote ${path}`]
  const { pictures, gone, fingerprint } = taken
  return [
    `wrote ${path}: ${count(pictures, 'picture')}`,
    ...(gone.total > 0 ? [`could not be read any more, and not in it: ${count(gone.total, 'picture')}`] : []),
    `fingerprint of pictures, labels and split: ${fingerprint}`,
  ]
}

/** Why the pictures were not read as asked for, with the readings that are possible; null where they were. */
export function unlikeAsked({ layout, alternatives }: DatasetSummary, readAs: ReadAs): string | null {
  const asked = readAs.layout ?? (readAs.pattern === undefined ? undefined : 'name-pattern')
  if (asked === undefined || asked === layout) return null
  const possible = [...new Set([layout, ...alternatives, 'single-folder'])].join(', ')
  return asked === 'name-pattern'
    ? `--${READING.pattern.flag} "${readAs.pattern}" does not give two classes of these pictures. Possible readings (--${READING.layout.flag}): ${possible}.`
    : `These pictures cannot be read as ${asked}. Possible: ${possible}.`
}

/** How else the pictures of a problem could be read; null of a problem that another reading would not help. */
export function otherReadings(problem: ProblemData): string | null {
  switch (problem.code) {
    case 'one-class':
    case 'table-unusable':
    case 'too-many-classes':
    case 'class-too-small': {
      const readings = problem.values.readings.join(', ')
      const takes = 'leftOut' in problem.values && problem.values.leftOut > 0 ? `, or --${READING.takeAll.flag}` : ''
      return readings === '' ? null : `Other ways: --${READING.layout.flag} ${readings}; --${READING.pattern.flag} PATTERN${takes}.`
    }
    default:
      return null
  }
}
