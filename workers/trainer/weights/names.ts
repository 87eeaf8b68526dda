/** Which tensors of a file are the network's, where they lie among others or have something before their names. */

/** Names of tensors that lie together. */
export interface Group {
  /** What leads to them in the file. */
  readonly path: readonly string[]
  readonly names: readonly string[]
}

export interface Found<G extends Group> {
  readonly group: G
  /** What stands before the names that networks have, such as `module.`. */
  readonly prefix: string
  /** What leads to them and stands before them, where others fit as well; null where these are the only ones. */
  readonly among: string | null
}

/** Weights that were averaged over a training, which timm's `load_checkpoint` takes before others: under the keys that it looks for, in its order, or behind others that people give them. */
const AVERAGED = ['state_dict_ema', 'model_ema', 'ema_model', 'ema']
/** Characters of a name; those of networks take some 60. */
const LONGEST = 300
/** Names by which a network is told, where another one in the same file has more. */
const ENOUGH = 40

/** How many names are known behind each prefix. */
function behind(names: readonly string[], isKnown: (name: string) => boolean): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) {
    if (name.length > LONGEST) continue
    for (let at = 0; at >= 0 && at < name.length; at = name.indexOf('.', at) + 1 || -1)
      if (isKnown(name.slice(at))) counts.set(name.slice(0, at), (counts.get(name.slice(0, at)) ?? 0) + 1)
  }
  return counts
}

/**
 * The group and the prefix behind which most names are known. DataParallel, `torch.compile`, Lightning and others put something before all names, and a checkpoint
 * holds an optimizer's tensors and averaged weights besides. Of equals averaged weights are taken, as timm takes them, else the first.
 */
export function networkIn<G extends Group>(groups: readonly [G, ...G[]], isKnown: (name: string) => boolean): Found<G> {
  const all = groups.flatMap((group) =>
    [...behind(group.names, isKnown)].map(([prefix, count]) => ({
      ...{ group, prefix, count },
      where: [...group.path, ...prefix.split('.').filter(Boolean)],
    })),
  )
  const most = all.reduce((best, { count }) => Math.max(best, count), 0)
  const rank = ({ where }: (typeof all)[number]) => {
    const at = AVERAGED.findIndex((word) => where.includes(word))
    return at < 0 ? AVERAGED.length : at
  }
  const [first] = all.filter(({ count }) => count === most).toSorted((a, b) => rank(a) - rank(b))
  if (!first) {
    const largest = groups.reduce((best, one) => (one.names.length > best.names.length ? one : best))
    return { group: largest, prefix: '', among: null }
  }
  const { group, prefix, where } = first
  const isWithin = (inner: readonly string[], outer: readonly string[]) => outer.every((key, i) => inner[i] === key)
  const others = all.some((one) => one.count >= Math.min(ENOUGH, most) && !isWithin(one.where, where) && !isWithin(where, one.where))
  return { group, prefix, among: (others && where.join('.')) || null }
}
