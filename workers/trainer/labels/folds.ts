/** Which pictures judge which: parts that are dealt out evenly by class, with pictures that belong together in one part. */
import { hash, STREAM } from '../../random'

/**
 * The part of each picture, 0..`parts` - 1. Groups are dealt in an order by the seed, each to the part that has the fewest pictures of its class, of equals the
 * fewest in all. The pictures of a class that is one group only are dealt one by one: nobody else could tell what it looks like.
 *
 * @param groups a number that pictures which belong together share
 */
export function stratifiedFolds(labels: ArrayLike<number>, groups: ArrayLike<number>, parts: number, seed: number): Uint8Array {
  const groupsOfClass = new Map<number, Set<number>>()
  for (let i = 0; i < labels.length; i++) {
    const known = groupsOfClass.get(labels[i]!)
    if (known) known.add(groups[i]!)
    else groupsOfClass.set(labels[i]!, new Set([groups[i]!]))
  }
  const members = new Map<string, number[]>()
  for (let i = 0; i < labels.length; i++) {
    const key = groupsOfClass.get(labels[i]!)!.size === 1 ? `one ${i}` : `group ${groups[i]}`
    const list = members.get(key)
    if (list) list.push(i)
    else members.set(key, [i])
  }
  const inOrder = [...members.values()].map((list) => ({ list, key: hash(seed, STREAM.folds, list[0]!) }))
  inOrder.sort((a, b) => a.key - b.key || a.list[0]! - b.list[0]!)
  const dealt = new Map<number, number[]>()
  const all = new Array<number>(parts).fill(0)
  const folds = new Uint8Array(labels.length)
  for (const { list } of inOrder) {
    const label = labels[list[0]!]!
    const its = dealt.get(label) ?? new Array<number>(parts).fill(0)
    dealt.set(label, its)
    let part = 0
    for (let p = 1; p < parts; p++) if (its[p]! < its[part]! || (its[p] === its[part] && all[p]! < all[part]!)) part = p
    for (const i of list) folds[i] = part
    its[part]! += list.length
    all[part]! += list.length
  }
  return folds
}
