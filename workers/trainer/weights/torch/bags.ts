/** The state dicts in what `torch.save` wrote: one alone, several in a checkpoint, or those of a network that was saved whole. */
import { StoredTensor } from './pickled'

/** Tensors by their names in one state dict. */
export interface Bag {
  /** Where in the file it lies: the keys that lead to it. */
  readonly path: readonly string[]
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

/** Dictionaries in dictionaries, and modules in modules; torchvision's deepest network has five. */
const DEEPEST = 24

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !(value instanceof StoredTensor)

/** An `nn.Module` as pickle keeps it has dictionaries of these names; one of TorchScript has its parts as attributes. */
const PARTS = ['_parameters', '_buffers', '_modules']

const attributesOf = (value: object): [string, unknown][] =>
  value instanceof Map
    ? [...(value as ReadonlyMap<unknown, unknown>)].filter((entry): entry is [string, unknown] => typeof entry[0] === 'string')
    : Object.entries(value)

/** What a module is made of, by name. */
const childrenOf = (module: object): [string, unknown][] =>
  attributesOf(module).flatMap(([name, value]) => (PARTS.includes(name) && value instanceof Map ? attributesOf(value) : [[name, value]]))

/** All tensors of a module and of the modules in it, by the names that its state dict would give them. */
function gathered(module: object, prefix: string, seen: Set<object>, into: Map<string, StoredTensor>): void {
  if (seen.has(module) || seen.size > 1e5) return
  seen.add(module)
  for (const [name, value] of childrenOf(module)) {
    if (value instanceof StoredTensor) into.set(prefix + name, value)
    else if (isObject(value) && !(value instanceof Map) && !Array.isArray(value) && prefix.split('.').length < DEEPEST)
      gathered(value, `${prefix}${name}.`, seen, into)
  }
}

/** Every state dict, in the file's order. */
export function bagsIn(root: unknown): Bag[] {
  const found: Bag[] = []
  const seen = new Set<object>()
  const look = (value: unknown, path: readonly string[]): void => {
    if (!isObject(value) || seen.has(value) || path.length > DEEPEST) return
    seen.add(value)
    if (value instanceof Map) {
      const tensors = new Map(attributesOf(value).filter((entry): entry is [string, StoredTensor] => entry[1] instanceof StoredTensor))
      if (tensors.size > 0) found.push({ path, tensors })
      for (const [key, inner] of attributesOf(value)) look(inner, [...path, key])
    } else if (Array.isArray(value)) for (const inner of value) look(inner, path)
    else {
      const tensors = new Map<string, StoredTensor>()
      gathered(value, '', new Set(), tensors)
      if (tensors.size > 0) found.push({ path, tensors })
      // An object that is no module may hold a state dict.
      else for (const [key, inner] of attributesOf(value)) look(inner, [...path, key])
    }
  }
  look(root, [])
  return found
}
