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

/** Weights that were averaged over a training, which timm's `load_checkpoint` takes before others; it looks for them in this order. */
const AVERAGED = ['state_dict_ema', 'model_ema']

/** How many names are known behind each prefix. */
function behind(names: readonly string[], isKnown: (name: string) => boolean): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names)
    for (let at = 0; at >= 0 && at < name.length; at = name.indexOf('.', at) + 1 || -1)
      if (isKnown(name.slice(at))) counts.set(name.slice(0, at), (counts.get(name.slice(0, at)) ?? 0) + 1)
  return counts
}

/**
 * The group and the prefix behind which most names are known. DataParallel, `torch.compile`, Lightning and others put something before all names, and a checkpoint
 * holds an optimizer's tensors and averaged weights besides. Of equals averaged weights are taken, as timm takes them, else the first.
 */
export function networkIn<G extends Group>(groups: readonly [G, ...G[]], isKnown: (name: string) => boolean): Found<G> {
  const all = groups.flatMap((group) => [...behind(group.names, isKnown)].map(([prefix, count]) => ({ group, prefix, count })))
  const most = Math.max(...all.map(({ count }) => count))
  const equal = all.filter(({ count }) => count === most)
  const rank = ({ group: { path } }: (typeof all)[number]) => {
    const at = AVERAGED.indexOf(path.at(-1) ?? '')
    return at < 0 ? AVERAGED.length : at
  }
  const [first] = equal.toSorted((a, b) => rank(a) - rank(b))
  if (!first) {
    const largest = groups.reduce((best, one) => (one.names.length > best.names.length ? one : best))
    return { group: largest, prefix: '', among: null }
  }
  const { group, prefix } = first
  return { group, prefix, among: equal.length === 1 ? null : [...group.path, prefix.slice(0, -1)].filter(Boolean).join('.') || null }
}
