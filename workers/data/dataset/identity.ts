/** What a picture is called however it was handed over: as a folder, a renamed folder, a folder around that, or a zip. */

import { commonFolders } from '../files/paths'
import type { Dataset, Sample } from './dataset'

const known = new WeakMap<Dataset['samples'], readonly string[]>()

/** The folder, below those that all pictures share, that added pictures have for people and in records. */
const ADDED = 'added'
/** Digits of a batch's id that name its folder. */
const DIGITS = 8
const BATCH = new RegExp(`^[0-9a-f]{${DIGITS}}$`)

/** What an added picture is called below the folders that those which were opened share. */
export const addedPath = (batch: string, path: string): string => [ADDED, batch.slice(0, DIGITS), path].join('/')

/** Of a path of an added picture, full or not, what `addedPath` gave; null for any other. */
function addedPart(parts: readonly string[]): string | null {
  const start = parts.findIndex((part, i) => part === ADDED && BATCH.test(parts[i + 1] ?? '') && i + 2 < parts.length)
  return start < 0 ? null : parts.slice(start).join('/')
}

const foldersOf = (paths: readonly (readonly string[])[]): string[][] => paths.map((parts) => parts.slice(0, -1))

/**
 * By sample id: its path below the folders that all pictures share, which is what the fingerprint is of; pictures that are left out as masks or copies share them
 * too, so that a path stays the same where they are taken. Unique in the dataset.
 */
export function ownPaths({ samples, around }: Pick<Dataset, 'samples' | 'around'>): readonly string[] {
  const before = known.get(samples)
  if (before) return before
  const paths = samples.map(({ path }) => path.split('/').slice(around).join('/'))
  known.set(samples, paths)
  return paths
}

/**
 * The pictures that a kept list of paths means, whatever folders were around them when it was written: in the list's order, undefined where
 * there is none. The paths may be full ones or `ownPaths`. Added pictures are meant by their batch alone, which is no folder around others.
 */
export function samplesAt(dataset: Pick<Dataset, 'samples' | 'around'>, paths: readonly string[]): (Sample | undefined)[] {
  const byPath = new Map(ownPaths(dataset).map((path, id) => [path, dataset.samples[id]!]))
  const segments = paths.map((path) => path.split('/'))
  const added = segments.map(addedPart)
  const others = segments.filter((_, i) => added[i] === null)
  let best: (Sample | undefined)[] = []
  let most = -1
  // How many folders were around the pictures is not known any more: the fewest that explain the most paths.
  const shared = commonFolders(foldersOf(others))
  for (let around = 0; around <= shared && most < others.length; around++) {
    const found = others.map((parts) => byPath.get(parts.slice(around).join('/')))
    const count = found.filter(Boolean).length
    if (count > most) [best, most] = [found, count]
  }
  const next = best.values()
  return added.map((part) => (part === null ? next.next().value : byPath.get(part)))
}
