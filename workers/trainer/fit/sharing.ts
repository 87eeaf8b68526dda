/** Keeping one copy of what did not change: a frozen backbone is most of a network, and every snapshot would hold it again. */
import type { ParamMap } from '../../model/spec'

/** `now`, with the very tensors of `before` where they hold the same numbers. */
export function sharing(now: ParamMap, before: ParamMap): ParamMap {
  return new Map(
    [...now].map(([name, param]) => {
      const old = before.get(name)
      return [name, old && same(old.data, param.data) ? old : param]
    }),
  )
}

function same(a: Float32Array, b: Float32Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
