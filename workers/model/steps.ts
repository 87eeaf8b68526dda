/**
 * The fusion pass: from layers to steps. A step is one layer, or a chain of layers that an engine or a file does as one: each but the first is the only
 * one that reads the layer before it. Which chains there are is said by who does them; what fits none is a step of its own, so every network has steps.
 */
import type { LayerSpec } from '../operations/facts'

/** Which layers may stand at a place of a chain: those of a kind, or those that fit. */
export type Link = LayerSpec['op'] | ((layer: LayerSpec) => boolean)

/** Kinds of layers in a row. */
export interface Chain {
  readonly links: readonly Link[]
  /** The other input of a sum in the chain, where it is such a layer that nothing else reads: it is done with the step too. */
  readonly side?: Link
}

export interface Step<L extends LayerSpec = LayerSpec> {
  /** Id of its last layer, whose output is the step's. */
  readonly id: string
  readonly first: L
  /** The chain, the first layer included. */
  readonly layers: readonly LayerSpec[]
  /** The layer that is done with it beside the chain. */
  readonly side: LayerSpec | null
  /** Ids of what it reads: the inputs of the first layer, then the other input of a later one, or that of `side`. */
  readonly inputs: readonly string[]
}

/** Layers by the id of what they read; one that reads it twice is there twice. */
export function usersOf(layers: readonly LayerSpec[]): ReadonlyMap<string, readonly LayerSpec[]> {
  const users = new Map<string, LayerSpec[]>()
  for (const layer of layers) for (const id of layer.inputs) users.set(id, [...(users.get(id) ?? []), layer])
  return users
}

/** A layer of a kind in a step. */
export const layerIn = <O extends LayerSpec['op']>(step: Step, op: O): Extract<LayerSpec, { readonly op: O }> | undefined =>
  step.layers.find((layer): layer is Extract<LayerSpec, { readonly op: O }> => layer.op === op)

const fits = (link: Link, layer: LayerSpec): boolean => (typeof link === 'string' ? layer.op === link : link(layer))

export interface StepOptions {
  /** Of the whole network, `usersOf` its layers. */
  readonly users: ReadonlyMap<string, readonly LayerSpec[]>
  /** Of two that fit the longer is taken. */
  readonly chains: readonly Chain[]
  /** Ids of outputs that somebody else reads: no chain goes on past them. */
  readonly kept?: ReadonlySet<string>
}

/** Steps of some layers of a network in a row, in the order in which they can run: each where its last layer stands. */
export function stepsOf(layers: readonly LayerSpec[], { users, chains, kept = new Set() }: StepOptions): Step[] {
  const here = new Map(layers.map((layer, at) => [layer.id, at]))
  const byLength = [...chains].sort((a, b) => b.links.length - a.links.length)
  const taken = new Set<string>()
  const only = (id: string): LayerSpec | undefined => {
    const all = users.get(id) ?? []
    return all.length === 1 && !kept.has(id) && here.has(all[0]!.id) && !taken.has(all[0]!.id) ? all[0] : undefined
  }
  const match = ({ links, side }: Chain, first: LayerSpec): Step | null => {
    const found = [first]
    const inputs = [...first.inputs]
    let beside: LayerSpec | null = null
    if (!fits(links[0]!, first)) return null
    for (const link of links.slice(1)) {
      const before = found.at(-1)!
      const next = only(before.id)
      if (!next || !fits(link, next)) return null
      for (const id of next.inputs) {
        if (id === before.id) continue
        const at = here.get(id)
        const other = at === undefined ? undefined : layers[at]
        if (side && other && fits(side, other) && only(id) === next && !taken.has(id)) {
          beside = other
          inputs.push(...other.inputs)
        } else inputs.push(id)
      }
      found.push(next)
    }
    return { id: found.at(-1)!.id, first, layers: found, side: beside, inputs }
  }
  const steps: Step[] = []
  for (const layer of layers) {
    if (taken.has(layer.id)) continue
    let step: Step = { id: layer.id, first: layer, layers: [layer], side: null, inputs: layer.inputs }
    for (const chain of byLength) {
      const found = match(chain, layer)
      if (!found) continue
      step = found
      break
    }
    for (const { id } of step.layers) taken.add(id)
    if (step.side) taken.add(step.side.id)
    steps.push(step)
  }
  return steps.sort((a, b) => here.get(a.id)! - here.get(b.id)!)
}
