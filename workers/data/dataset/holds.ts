/** Pictures captured from a camera in one hold of the button: neighbours are nearly the same picture, so a hold stays on one side of the split. */
import { readCapturedName } from '../../protocol/captured'
import { namedGroups } from './groups'

/** Names a picture's hold by its folder and number; null for pictures that were not captured. */
export function holdOf(path: string): string | null {
  const at = path.lastIndexOf('/')
  const captured = readCapturedName(path.slice(at + 1))
  return captured && `${path.slice(0, at + 1)}${captured.hold}`
}

/** By place in `paths`: the first place of the same hold; its own for a picture without one. */
export const holdGroups = (paths: readonly string[]): Uint32Array => namedGroups(paths.map(holdOf))
