/** Chooses among the layouts: the first that fits is taken, the others that fit are offered instead. */
import type { LayoutName } from '../../protocol/dataset'
import type { Placed } from '../files/paths'
import { classFolders } from './class-folders'
import { innerFolders } from './inner-folders'
import { cutsAcrossFolders, kaggleFlat } from './kaggle-flat'
import type { Layout, Reading } from './layout'
import { withoutSplits } from './layout'
import { petImages } from './pet-images'
import { singleFolder } from './single-folder'
import { splitFolders } from './split-folders'

const LAYOUTS = {
  'pet-images': petImages,
  'split-folders': splitFolders,
  'class-folders': classFolders,
  'kaggle-flat': kaggleFlat,
  'inner-folders': innerFolders,
} as const satisfies Partial<Record<LayoutName, Layout>>

/**
 * Understands where the pictures lie.
 *
 * @param wanted takes this reading where it is possible
 * @returns the reading and the other possible ones; null where there are not two classes by any reading
 */
export function readLayout(files: readonly Placed[], wanted?: LayoutName): { reading: Reading; alternatives: LayoutName[] } | null {
  if (wanted === 'single-folder' || wanted === 'drawn') return { reading: singleFolder(files.length), alternatives: [] }
  const readings = Object.values(LAYOUTS)
    .map((layout) => layout(files))
    .filter((reading) => reading !== null)
    .filter(({ classes }) => !classes.every((name) => withoutSplits({ folders: [name], name: '' }).split !== null))
  const flat = readings.find((r) => r.layout === 'kaggle-flat')
  const first = flat && cutsAcrossFolders(files) ? flat : readings[0]
  const taken = readings.find((r) => r.layout === wanted) ?? first
  return taken ? { reading: taken, alternatives: readings.map((r) => r.layout).filter((name) => name !== taken.layout) } : null
}
