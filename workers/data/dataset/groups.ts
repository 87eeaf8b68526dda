/** Groups of pictures as lists: for each picture the lowest place among those that it belongs to, its own where it is alone. */

/** Joins pairs of places to groups (union-find). */
export function groupsOf(count: number, pairs: Iterable<readonly [number, number]>): Uint32Array {
  const parent = Uint32Array.from({ length: count }, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!
      at = parent[at]!
    }
    return at
  }
  for (const [a, b] of pairs) {
    const x = root(a)
    const y = root(b)
    parent[Math.max(x, y)] = Math.min(x, y)
  }
  return parent.map((_, i) => root(i))
}

/** What two lists of groups say together: who is in one group by either is in one. */
export const joined = (a: Uint32Array, b: Uint32Array): Uint32Array => groupsOf(a.length, [...a.entries(), ...b.entries()])

/** Groups by what names them, null for a picture alone. */
export function namedGroups(names: readonly (string | number | null)[]): Uint32Array {
  const first = new Map<string | number, number>()
  return Uint32Array.from(names, (name, i) => {
    if (name === null) return i
    const known = first.get(name)
    if (known === undefined) first.set(name, i)
    return known ?? i
  })
}

/** Groups by their numbers, -1 for a picture alone. */
export const numberedGroups = (numbers: Int32Array): Uint32Array =>
  namedGroups(Array.from(numbers, (number) => (number < 0 ? null : number)))
