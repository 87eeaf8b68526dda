/** The state dicts in what `torch.save` wrote: one alone, several in a checkpoint, or those of a network that was saved whole. */
import { StoredTensor, TorchFileError, Unknown } from './pickled'

/** Tensors by their names in one state dict. */
export interface Bag {
  /** Where in the file it lies: the keys that lead to it. */
  readonly path: readonly string[]
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** Dictionaries in dictionaries, and modules in modules; torchvision's deepest network has five. */
const DEEPEST = 24
/** Tensors in all state dicts together, as of safetensors. */
const MOST_TENSORS = 65_536
/** Parts of modules that are looked at: a module may stand in others under several names, and those in others again. */
const MOST_PARTS = 4_000_000

/** An `nn.Module` as pickle keeps it has dictionaries of these names; one of TorchScript has its parts as attributes. */
const PARTS = ['_parameters', '_buffers', '_modules']

const entriesOf = (value: Unknown | ReadonlyMap<unknown, unknown>): [string, unknown][] =>
  [...(value instanceof Unknown ? value.entries : value)].filter((entry): entry is [string, unknown] => typeof entry[0] === 'string')

/** What a module is made of, by name. */
const childrenOf = (module: Unknown): [string, unknown][] =>
  entriesOf(module).flatMap(([name, value]) => (PARTS.includes(name) && value instanceof Map ? entriesOf(value) : [[name, value]]))

const isModule = (value: Unknown): boolean => PARTS.every((name) => value.entries.get(name) instanceof Map)

/** Every state dict, in the file's order. @throws TorchFileError where they are too many */
export function bagsIn(root: unknown): Bag[] {
  const found: Bag[] = []
  const seen = new Set<object>()
  let [parts, count] = [0, 0]
  /** All tensors of a module and of the modules in it, by the names that its state dict would give them. */
  const gathered = (module: Unknown, prefix: string, within: readonly Unknown[], into: Map<string, StoredTensor>): typeof into => {
    const children = childrenOf(module)
    parts += children.length + 1
    if (parts > MOST_PARTS) throw new TorchFileError('it describes more parts of networks than are read.')
    for (const [name, value] of children) {
      if (value instanceof StoredTensor) into.set(prefix + name, value)
      else if (value instanceof Unknown && within.length < DEEPEST && value !== module && !within.includes(value))
        gathered(value, `${prefix}${name}.`, [...within, module], into)
    }
    return into
  }
  const add = (path: readonly string[], tensors: Bag['tensors']) => {
    count += tensors.size
    if (count > MOST_TENSORS) throw new TorchFileError(`it describes more than ${MOST_TENSORS} tensors.`)
    if (tensors.size > 0) found.push({ path, tensors })
  }
  const look = (value: unknown, path: readonly string[], depth: number): void => {
    const isList = Array.isArray(value)
    if (!(isList || value instanceof Map || value instanceof Unknown) || seen.has(value) || depth > DEEPEST) return
    seen.add(value)
    if (isList) for (const inner of Object.values(value)) look(inner, path, depth + 1)
    else {
      if (value instanceof Unknown) add(path, gathered(value, '', [], new Map()))
      else add(path, new Map(entriesOf(value).filter((entry): entry is [string, StoredTensor] => entry[1] instanceof StoredTensor)))
      if (value instanceof Unknown && isModule(value)) return
      // By folds or epochs, too: keys need not be words.
      for (const [key, inner] of value instanceof Unknown ? value.entries : value) look(inner, [...path, String(key)], depth + 1)
    }
  }
  look(root, [], 0)
  return found
}
