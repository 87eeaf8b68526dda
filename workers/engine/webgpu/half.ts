/**
 * Kernels over tensors that are stored in f16. A kernel is written once, in f32; where a tensor bound to it lies in f16, what it loads of that becomes f32
 * and what it stores becomes f16, in its text: all arithmetic and all sums stay f32. So every kernel has all its mixed forms, and none is written twice.
 */
import type { BindingSpec, ElementType, KernelSpec } from './kernel'

interface Storage {
  readonly element: ElementType
  /** WGSL's conversions. */
  readonly load: string
  readonly store: string
}
const STORAGE: Partial<Readonly<Record<ElementType, Storage>>> = {
  f32: { element: 'f16', load: 'f32', store: 'f16' },
  vec4f: { element: 'vec4h', load: 'vec4f', store: 'vec4h' },
}

/**
 * @param halves the bindings whose tensors lie in f16
 * @throws Error where one of them holds no floats, or the text uses it for something else than loads and stores of whole elements
 */
export function inHalf<Name extends string>(spec: KernelSpec<Name>, halves: readonly Name[]): KernelSpec<Name> {
  if (halves.length === 0) return spec
  const storages = new Map<string, Storage>()
  for (const name of halves) {
    const storage = STORAGE[spec.bindings[name].element]
    if (!storage) throw new Error(`${spec.name}: ${name} holds no floats that could lie in f16.`)
    storages.set(name, storage)
  }
  const bindings: Record<Name, BindingSpec> = { ...spec.bindings }
  for (const name of halves) bindings[name] = { ...bindings[name], element: storages.get(name)!.element }
  return { ...spec, name: `${spec.name} f16(${halves.join(' ')})`, bindings, code: converted(spec, storages) }
}

function converted({ name: kernel, code }: KernelSpec, storages: ReadonlyMap<string, Storage>): string {
  const uses = new RegExp(`(?<![\\w.])(?:${[...storages.keys()].join('|')})\\b`, 'g')
  const within = (text: string): string => {
    let result = ''
    let from = 0
    for (const use of text.matchAll(uses)) {
      // One within an index or a value that was converted with what it is part of.
      if (use.index < from) continue
      const [name] = use
      const open = use.index + name.length
      if (text[open] !== '[') throw new Error(`${kernel}: ${name} can lie in f16 only where the kernel indexes it, each time.`)
      const close = endOf(text, open + 1, ']')
      const place = `${name}[${within(text.slice(open + 1, close))}]`
      const { load, store } = storages.get(name)!
      result += text.slice(from, use.index)
      const assignment = /^\s*([-+*/]?)=(?!=)/.exec(text.slice(close + 1))
      if (assignment) {
        const begin = close + 1 + assignment[0].length
        from = endOf(text, begin, ';')
        const value = within(text.slice(begin, from).trim())
        result += `${place} = ${store}(${assignment[1] ? `${load}(${place}) ${assignment[1]} (${value})` : value})`
      } else {
        from = close + 1
        if (/^\s*(?:\.\w+|\[[^\]]*\])\s*=(?!=)/.test(text.slice(from)))
          throw new Error(`${kernel}: ${name} can lie in f16 only where the kernel stores whole elements.`)
        result += `${load}(${place})`
      }
    }
    return result + text.slice(from)
  }
  return within(code)
}

/** Where a bracket or statement that is open at `from` ends: the first `end` outside of further brackets. */
function endOf(text: string, from: number, end: ']' | ';'): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const c = text[at]!
    if (depth === 0 && c === end) return at
    if (c === '[' || c === '(') depth++
    else if (c === ']' || c === ')') depth--
  }
  throw new Error(`WGSL without its "${end}": ${text.slice(from, from + 80)}`)
}
