/** Judges the possible readings of where pictures lie and what they are called by what speaks for each and against it; the best is taken, the others are offered. */
import type { LayoutName, Split } from '../../protocol/dataset'
import type { Placed } from '../files/paths'
import { fileNames } from './fileNames'
import { groupedFolders, innerFolders, outerFolders, wrappers } from './folders'
import { type Layout, type Parts, type Reading, readingOf } from './layout'
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
}

/**
 * Understands where the pictures lie.
 *
 * @param wanted takes this reading where it is possible
 * @param besides readings that come from elsewhere than folders and names
 * @returns the reading and the other possible ones; null where there are not two classes by any reading
 */
export function readLayout(
  files: readonly Placed[],
  wanted?: LayoutName,
  besides: (all: Parts) => readonly Reading[] = () => [],
): Understood | null {
  if (wanted === 'single-folder' || wanted === 'drawn') return { reading: singleFolder(files.length), alternatives: [] }
  const all = partsOf(files, partSplits(files))
  const readings = [...readingsOf(all), ...besides(all)]
  // Where folders that were taken for splits leave nothing to tell apart they may be classes (`train_station`, `test_tube`): not where they name splits only.
  if (readings.length === 0 && !namesOnlySplits(files))
    readings.push(
      ...readingsOf(
        partsOf(
          files,
          files.map(({ folders }) => ({ split: null, folders })),
        ),
      ),
    )
  const possible = readings.filter(({ classes }) => classes.length <= MAX_CLASSES)
  const judged = unlike(possible.length > 0 ? possible : readings.slice(0, 1)).sort((a, b) => scoreOf(b) - scoreOf(a))
  const taken = judged.find((r) => r.layout === wanted) ?? possible.find((r) => r.layout === wanted) ?? judged[0]
  return taken ? { reading: taken, alternatives: [...new Set(judged.map((r) => r.layout))].filter((name) => name !== taken.layout) } : null
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

const readingsOf = (all: Parts): Reading[] =>
  LAYOUTS.map((layout) => layout(all))
    .filter((candidate) => candidate !== null)
    .map((candidate) => readingOf(candidate, all))
    .filter((reading) => reading !== null)

/** Which pictures are there to learn from: where folders name a training split, those in it and in validation; else all that are not for testing. */
function partsOf(files: readonly Placed[], parts: readonly Parted[]): Parts {
  const trains = parts.some(({ split }) => split === 'train')
  const learns = (split: Split | null): boolean => split === 'train' || split === 'val' || (split === null && !trains)
  return { parts, names: files.map(({ name }) => name), learnt: (i) => learns(parts[i]!.split) }
}
