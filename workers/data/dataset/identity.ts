/** What a picture is called however it was handed over: as a folder, a renamed folder, a folder around that, or a zip. */

import { commonFolders } from '../files/paths'
import type { Dataset, Sample } from './dataset'

const known = new WeakMap<Dataset['samples'], readonly string[]>()

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
 * there is none. The paths may be full ones or `ownPaths`.
 */
export function samplesAt(dataset: Pick<Dataset, 'samples' | 'around'>, paths: readonly string[]): (Sample | undefined)[] {
  const byPath = new Map(ownPaths(dataset).map((path, id) => [path, dataset.samples[id]!]))
  const segments = paths.map((path) => path.split('/'))
  let best: (Sample | undefined)[] = []
  let most = -1
  // How many folders were around the pictures is not known any more: the fewest that explain the most paths.
  const shared = commonFolders(foldersOf(segments))
  for (let around = 0; around <= shared && most < paths.length; around++) {
    const found = segments.map((parts) => byPath.get(parts.slice(around).join('/')))
    const count = found.filter(Boolean).length
    if (count > most) [best, most] = [found, count]
  }
  return best
}
