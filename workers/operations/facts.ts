/**
 * The kinds of layers, by what each tells of itself. An operation is a folder here: its facts, its form in each engine and in each file; the registries
 * (this one, and one for each form) only read the lists of the folders, which `npm run operations` makes. What draws or counts a network needs this one alone.
 */
import type { LayerFacts } from '../model/layer'
import type { ConvLayer } from './conv/facts'
import { LIST } from './lists/facts'

type Facts = typeof LIST
type LayerOf<F> = F extends LayerFacts<infer L> ? L : never
export type LayerSpec = LayerOf<Facts[keyof Facts]>
/** A layer as it answers (`export/fold.ts`): a `conv` has a bias, and there is neither BatchNorm nor dropout. */
export type PortableLayer = LayerOf<
  { [Op in keyof Facts]: Facts[Op] extends { readonly learnsOnly: true } ? never : Facts[Op] }[keyof Facts]
>

const FACTS: { readonly [Op in LayerSpec['op']]: LayerFacts<Extract<LayerSpec, { readonly op: Op }>> } = LIST

export const factsOf = (layer: LayerSpec): LayerFacts<LayerSpec> => FACTS[layer.op]

/** What of some layers is a product of weights, as the convolution that it is: linear layers over places among them. */
export const productsOf = (layers: readonly LayerSpec[]): ConvLayer[] =>
  layers.flatMap((layer) => (factsOf(layer).product?.(layer) as ConvLayer | undefined) ?? [])

/** Whether a network that only answers has such a layer. */
export const isPortable = (layer: LayerSpec): layer is PortableLayer => !factsOf(layer).learnsOnly

/** Place of the layer whose output the head reads, in a network whose blocks nobody knows: the last one that makes a row of features. -1 where there is none. */
export const poolingOf = (layers: readonly LayerSpec[]): number => layers.findLastIndex((layer) => factsOf(layer).pools)
