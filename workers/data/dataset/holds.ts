/** Pictures captured from a camera in one hold of the button: neighbours are nearly the same picture, so a hold stays on one side of the split. */
import { readCapturedName } from '../../protocol/captured'

/** Names a picture's hold by its folder and number; null for pictures that were not captured. */
export function holdOf(path: string): string | null {
  const at = path.lastIndexOf('/')
  const captured = readCapturedName(path.slice(at + 1))
  return captured && `${path.slice(0, at + 1)}${captured.hold}`
}

/** By place in `paths`: the first place of the same hold; its own for a picture without one. */
export const holdGroups = (paths: readonly string[]): Uint32Array => groupsOf(paths.map(holdOf))

/** By place in `groups`: the first place of the same one; its own where there is none. */
export function groupsOf(groups: readonly (string | null)[]): Uint32Array {
  const first = new Map<string, number>()
  return Uint32Array.from(groups, (hold, i) => {
    if (hold === null) return i
    const known = first.get(hold)
    if (known === undefined) first.set(hold, i)
    return known ?? i
  })
}
