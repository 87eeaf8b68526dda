/** The order in which an epoch shows the training pictures: pure functions of (seed, epoch). */
import { permutation, STREAM, uniform } from '../../random'

/** A seeded shuffle of `ids`. */
export function epochOrder(ids: Uint32Array, seed: number, epoch: number): Uint32Array {
  return permutation(ids.length, seed, STREAM.shuffle, epoch).map((at) => ids[at]!)
}

/**
 * As many draws as there are `ids`, with replacement, every class as likely as the next (torch's WeightedRandomSampler with weights 1 / class count).
 *
 * @param labelOf class index of an id
 */
export function balancedOrder(ids: Uint32Array, labelOf: (id: number) => number, seed: number, epoch: number): Uint32Array {
  const byClass = new Map<number, number[]>()
  for (const id of ids) {
    const list = byClass.get(labelOf(id))
    if (list) list.push(id)
    else byClass.set(labelOf(id), [id])
  }
  const classes = [...byClass.values()]
  return Uint32Array.from({ length: ids.length }, (_, i) => {
    const members = classes[Math.floor(uniform(seed, STREAM.shuffle, epoch, i, 0) * classes.length)]!
    return members[Math.floor(uniform(seed, STREAM.shuffle, epoch, i, 1) * members.length)]!
  })
}
