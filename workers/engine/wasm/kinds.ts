/** All kinds of operations, by the names that plans call them by: those that several layers are made of, and each layer's own (`operations/*\/kinds.ts`). */
import { LIST } from '../../operations/lists/kinds'
import * as conv from './kinds/conv'
import * as windows from './kinds/depthwise'
import * as head from './kinds/head'
import type { Kind } from './kinds/kind'
import * as norm from './kinds/norm'
import * as pool from './kinds/pool'
import * as update from './kinds/update'
import * as tiles from './kinds/winograd'

const { conv: convolution, convFilter, sumParts, keepOwn, turnWeights } = conv
const { winogradWeights, winogradInput, winogradProduct, winogradOutput, winogradGradient, winogradFilterProduct, winogradFilter } = tiles
const { depthwise, depthwiseInput, depthwiseFilter } = windows
const { biasGradient, normSums, normStatistics, normFold, normApply, normBackwardSums, normBackwardFactors, normBackward } = norm
const { pixels, maxPool, maxPoolBackward, average: averagePool, averageBackward } = pool
const { linear, linearInput, linearFilter, relu, reluBackward, add, sum, copy, product } = head
const { adam, sgd, average, squares } = update

export const KINDS = {
  ...{ convolution, convFilter, sumParts, keepOwn, turnWeights },
  ...{ winogradWeights, winogradInput, winogradProduct, winogradOutput, winogradGradient, winogradFilterProduct, winogradFilter },
  ...{ depthwise, depthwiseInput, depthwiseFilter },
  ...{ biasGradient, normSums, normStatistics, normFold, normApply, normBackwardSums, normBackwardFactors, normBackward },
  ...{ pixels, maxPool, maxPoolBackward, averagePool, averageBackward },
  ...{ linear, linearInput, linearFilter, relu, reluBackward, add, sum, copy, product },
  ...{ adam, sgd, average, squares },
  ...LIST,
}
export type KindName = keyof typeof KINDS
/** Names of a kind's operands. */
export type Operands<Name extends KindName> = (typeof KINDS)[Name] extends Kind<infer Operand> ? Operand : never

/** A kind whose operands are looked up by name when it runs. */
export const kindOf = (name: KindName): Kind<string> => KINDS[name] as Kind<string>
