/**
 * The kinds of layers, by what each tells of itself. An operation is a folder here: its facts, its form in each engine and in each file; the registries
 * (this one, and one for each form) only name the folders. What draws or counts a network needs this one alone.
 */
import type { LayerFacts } from '../model/layer'
import { activation } from './activation/facts'
import { add } from './add/facts'
import { bn } from './bn/facts'
import { conv } from './conv/facts'
import { dropout } from './dropout/facts'
import { gap } from './gap/facts'
import { linear } from './linear/facts'
import { maxpool } from './maxpool/facts'
import { meanmax } from './meanmax/facts'
import { mul } from './mul/facts'

const FACTS = { conv, bn, activation, maxpool, add, mul, meanmax, gap, linear, dropout }

type LayerOf<F> = F extends LayerFacts<infer L> ? L : never
export type LayerSpec = LayerOf<(typeof FACTS)[keyof typeof FACTS]>

export const factsOf = (layer: LayerSpec): LayerFacts<LayerSpec> => FACTS[layer.op]
