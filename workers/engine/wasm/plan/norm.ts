/** BatchNorm in training mode, once its statistics are known: what applies it, and what its backward is. */
import { rowItems } from '../kinds/kind'
import { FLOAT, type PlanContext } from './context'
import type { Learning, Norm } from './form'
import type { Tensor } from './memory'

/** With the other part of a sum and a ReLU where there are such. */
export function applyNorm(context: PlanContext, { layer, z, stats }: Norm, y: Tensor, residual: Tensor | null, relu: boolean): void {
  const shape = { positions: context.places(layer.id), channels: layer.channels }
  context.builder.emit('normApply', { z, y, stats, residual: residual ?? 0, relu: relu ? 1 : 0, ...shape })
}

/** Gives what a BatchNorm read its gradient, in g's place where `inPlace`; g is masked by the output y of the ReLU behind, where there is one. */
export function normBackward(
  { context, give }: Pick<Learning, 'context' | 'give'>,
  { layer, z, stats }: Norm,
  g: Tensor,
  y: Tensor | null,
  inPlace: boolean,
): void {
  const { builder } = context
  const { channels } = layer
  const positions = context.places(layer.id)
  const shape = { positions, channels }
  const sums = builder.tensor(`${layer.id} backward sums`, rowItems(context.train.batch * positions, channels) * 2 * channels * 8)
  const factors = builder.tensor(`${layer.id} factors`, 4 * channels * FLOAT)
  builder.emit('normBackwardSums', { g, y: y ?? 0, z, stats, sums, ...shape })
  builder.emit('normBackwardFactors', {
    ...{ sums, stats, factors, ...shape, weight: context.param(`${layer.id}.weight`) },
    ...{ dweight: context.gradient(`${layer.id}.weight`), dbias: context.gradient(`${layer.id}.bias`) },
  })
  const from = layer.inputs[0]!
  if (!context.passesBack(from)) return
  const dz = inPlace ? g : context.activation(layer.id, `d ${layer.id}`)
  builder.emit('normBackward', { g, z, dz, factors, ...shape })
  give(from, dz)
}

/** A BatchNorm that only one layer reads. */
export const normAlone = ({ context, left }: Pick<Learning, 'context' | 'left'>, id: string): Norm | undefined =>
  context.readsAlone(id) ? left.norms.get(id) : undefined
