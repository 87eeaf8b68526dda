/** Judges the possible readings of where pictures lie and what they are called by what speaks for each and against it; the best is taken, the others are offered. */
import type { LayoutName, Split } from '../../protocol/dataset'
import type { Placed } from '../files/paths'
import { fileNames } from './fileNames'
import { groupedFolders, innerFolders, outerFolders, wrappers } from './folders'
import { type Layout, type Parts, type Reading, readingOf } from './layout'
import { type LabelOf, namePattern } from './namePattern'
import { joinParts } from './parts'
import { petImages } from './pet-images'
import { singleFolder } from './single-folder'
import { type Parted, partSplits } from './splits'
import { splitInName } from './splitWords'

/** In the order in which equal ones are taken. */
const LAYOUTS: readonly Layout[] = [petImages, outerFolders, groupedFolders, fileNames, innerFolders]

/** Beyond this a reading has misunderstood something, and nothing could be trained on it. */
export const MAX_CLASSES = 1000

/** What was understood. */
export interface Understood {
  readonly reading: Reading
  /** Other readings that are possible, for the person to choose instead. */
  readonly alternatives: readonly LayoutName[]
  /** All of them: the one that was taken, then the others as they were judged. */
  readonly inOrder: readonly Reading[]
}

/** A person's pattern for the class in a file's name, made ready by `labelBy`. */
export interface GivenPattern {
  readonly pattern: string
  readonly labelOf: LabelOf
}

/** What there is to read by besides folders and names. */
export interface Besides {
  /** For the reading by a pattern, which is wanted where there is one and nothing else is. */
  readonly given?: GivenPattern | undefined
  /** Readings that come from elsewhere: tables. */
  readonly others?: (all: Parts) => readonly Reading[]
}

/**
 * Understands where the pictures lie.
 *
 * @param wanted takes this reading where it is possible
 * @returns the reading and the other possible ones; null where there are not two classes by any reading
 */
export function readLayout(placed: readonly Placed[], wanted?: LayoutName, besides: Besides = {}): Understood | null {
  const files = joinParts(placed)
  const possible = possibleReadings(files, wanted, besides)
  const judged = unlike(possible).sort((a, b) => scoreOf(b) - scoreOf(a))
  const asked = wanted ?? (besides.given && 'name-pattern')
  // Of two that say the same the one is taken that was asked for.
  const taken =
    asked === 'single-folder' || asked === 'drawn' ? singleFolder(files.length) : (possible.find((r) => r.layout === asked) ?? judged[0])
  if (!taken) return null
  const others = judged.filter(({ layout }, i) => layout !== taken.layout && judged.findIndex((r) => r.layout === layout) === i)
  return { reading: taken, alternatives: others.map(({ layout }) => layout), inOrder: [taken, ...others] }
}

function possibleReadings(files: readonly Placed[], wanted: LayoutName | undefined, { given, others }: Besides): Reading[] {
  const all = partsOf(files, partSplits(files))
  const readings = [...readingsOf(all), ...(others?.(all) ?? [])]
  const asTheyLie = () =>
    readingsOf(
      partsOf(
        files,
        files.map(({ folders }) => ({ split: null, folders })),
      ),
    )
  // Where folders that were taken for splits leave nothing to tell apart they may be classes (`train_station`, `test_tube`): not where they name splits only.
  if (readings.length === 0 && !namesOnlySplits(files)) readings.push(...asTheyLie())
  // A person may know better.
  if (wanted === 'class-folders' && !readings.some(({ layout }) => layout === wanted))
    readings.push(...asTheyLie().filter(({ layout }) => layout === wanted))
  if (given) readings.unshift(...readingsOf(all, [namePattern(given.labelOf, given.pattern, files)]))
  const possible = readings.filter(({ classes }) => classes.length <= MAX_CLASSES)
  return possible.length > 0 ? possible : readings.slice(0, 1)
}

const scoreOf = ({ evidence }: Reading): number => evidence.reduce((sum, { weight }) => sum + weight, 0)

/** Of readings that say the same of every picture the first. */
function unlike(readings: readonly Reading[]): Reading[] {
  const kept: Reading[] = []
  for (const reading of readings) if (!kept.some((other) => isSame(other, reading))) kept.push(reading)
  return kept
}

const isSame = (a: Reading, b: Reading): boolean =>
  a.classes.length === b.classes.length &&
  a.classes.every((name, i) => name === b.classes[i]) &&
  a.labels.every((label, i) => label === b.labels[i]) &&
  a.splits.every((split, i) => split === b.splits[i])

/** Whether the outermost folders that differ are called after splits, and hold no others beside. */
function namesOnlySplits(files: readonly Placed[]): boolean {
  const paths = files.map(({ folders }) => folders)
  const depth = wrappers(paths)
  return paths.every((folders) => folders[depth] === undefined || splitInName(folders[depth])?.rest.length === 0)
}

const readingsOf = (all: Parts, layouts = LAYOUTS): Reading[] =>
  layouts
    .map((layout) => layout(all))
    .filter((candidate) => candidate !== null)
    .map((candidate) => readingOf(candidate, all))
    .filter((reading) => reading !== null)

/** Which pictures are there to learn from: where folders name a training split, those in it and in validation; else all that are not for testing. */
function partsOf(files: readonly Placed[], parts: readonly Parted[]): Parts {
  const trains = parts.some(({ split }) => split === 'train')
  const learns = (split: Split | null): boolean => split === 'train' || split === 'val' || (split === null && !trains)
  return { parts, names: files.map(({ name }) => name), learnt: (i) => learns(parts[i]!.split) }
}
