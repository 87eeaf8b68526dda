/** Several zips or folders of one download (`pets-20240101T101010Z-001.zip`, `archive (1).zip`, `train_part2.zip`) are one folder: what numbers them is no class. */
import { type Placed, trimmedEnd } from '../files/paths'
import { wrappers } from './folders'

/** What Google Drive adds to a download's zips. */
const DRIVE = /-\d{8}T\d{6}Z(?:-\d+)*$/
/** What says that it is a part of something: `_part1`, `.part-02`, ` part 3 of 7`, `_1of3`. Of what stands before it only the last character is looked at. */
const PART = /(?<=[ ._-])(?:(?:part|pt|vol|volume|chunk|shard)[ ._-]*\d+(?:[ _-]*of[ _-]*\d+)?|\d+[ _-]*of[ _-]*\d+)$/i
/** What a browser or Kaggle adds to a second download of one name. */
const AGAIN = / ?\(\d+\)$/

/** Joins the parts of one download, at the outermost level where folders differ; the rest stays as it is. */
export function joinParts<F extends Placed>(files: readonly F[]): readonly Placed[] {
  const lists = new Set(files.map(({ folders }) => folders))
  const depth = wrappers(lists)
  const siblings = new Map<string, { deep: boolean }>()
  for (const folders of lists) {
    const name = folders[depth]
    if (name === undefined) continue
    const known = siblings.get(name) ?? { deep: false }
    if (folders.length > depth + 1) known.deep = true
    siblings.set(name, known)
  }
  const bases = partBases(siblings)
  if (bases.size === 0) return files
  const renamed = new Map<readonly string[], readonly string[]>()
  for (const folders of lists) {
    const base = bases.get(folders[depth] ?? '')
    if (base !== undefined) renamed.set(folders, folders.with(depth, base))
  }
  return files.map(({ folders, name }) => ({ folders: renamed.get(folders) ?? folders, name }))
}

/** Of those siblings that are parts the name without what numbers them. `deep`: it holds folders. */
export function partBases(siblings: ReadonlyMap<string, { readonly deep: boolean }>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const take = (ending: RegExp, fits: (names: readonly string[]) => boolean) => {
    const byBase = new Map<string, string[]>()
    for (const name of siblings.keys()) {
      const at = name.search(ending)
      // What parts the number from the name goes with it.
      const base = at < 0 ? name : trimmedEnd(name.slice(0, at), ending === PART ? ' ._-' : '')
      if (base !== '') byBase.set(base, [...(byBase.get(base) ?? []), name])
    }
    // The first of them may have no number.
    for (const [base, names] of byBase)
      if (names.length > 1 && fits(names)) for (const name of names) if (!found.has(name)) found.set(name, base)
  }
  take(DRIVE, () => true)
  take(PART, () => true)
  // `cat (1)` beside `cat`: a second download of it only where there are folders in it, for then its own name is no class.
  take(AGAIN, (names) => names.every((name) => siblings.get(name)?.deep))
  return found
}
