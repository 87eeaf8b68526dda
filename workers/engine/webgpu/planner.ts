/** The planner: from layers, batch, size and frozen prefix to the list of dispatches and the buffers they use. */
import { freezesBackbone, type ModelSpec } from '../../model/spec'
import type { TrainPlan } from '../engine'
import type { KernelFamily } from './device'
import { normFold } from './kernels/batchnorm'
import { normalisePixels } from './kernels/input'
import { castParams } from './kernels/scaler'
import type { ChooseConv } from './kernels/variants'
import { groupTable, type Layout } from './layout'
import { answeredAtOnce, type Named, PlanContext } from './planner/context'
import { planCam, planEvaluation } from './planner/evaluation'
import { planLoss, planTraining } from './planner/training'
import { planUpdate } from './planner/update'
import type { DispatchPlan, Tensor } from './tensors'

/** A network's dispatches, and where the engine finds what it reads and writes itself. */
export interface NetworkPlan extends DispatchPlan {
  readonly layout: Layout
  readonly named: Named
  /** Initial content of tables. */
  readonly tables: ReadonlyMap<Tensor, Uint32Array<ArrayBuffer>>
  /** The most pictures that are answered about at once. */
  readonly answered: number
}

/**
 * @param family how the adapter is to be used: what shares operands in workgroup memory or not
 * @param choose the variant of each convolution; the family's where it is not given
 * @throws Error where a layer has a shape that no kernel takes, or the network more blocks than the engine
 */
export function planNetwork(given: ModelSpec, train: TrainPlan, family: KernelFamily, choose?: ChooseConv): NetworkPlan {
  const context = new PlanContext(given, train, family, choose)
  const { spec, builder, named, fold, layout } = context
  builder.begin('pixels')
  builder.emit(normalisePixels(train.imageSize), { pixels: named.pixels, x: named.input })

  builder.begin('fold')
  const { params, buffers, foldTable: table, folded } = named
  if (fold.table.length > 0) builder.emit(normFold(fold.table.length / 8), { params, buffers, table, folded })

  const pooled = 1 + spec.layers.findIndex(({ id }) => id === spec.features)
  const backbone = spec.layers.slice(0, pooled)
  const head = spec.layers.slice(pooled)
  builder.begin('backbone')
  context.reset('input', named.input)
  planEvaluation(context, backbone)
  const last = context.value(context.seen.id)
  builder.begin('head')
  context.reset(spec.features, named.features)
  planEvaluation(context, head)
  builder.begin('cam')
  planCam(context, head, last)

  builder.begin('train')
  const headOnly = freezesBackbone(spec, train.frozenBlocks)
  if (headOnly) context.reset(spec.features, named.features, true)
  else context.reset('input', named.input, true)
  const used = headOnly ? head : spec.layers
  const learns = used.findIndex((layer) => context.trains(layer))
  const { halfParams } = named
  if (halfParams) builder.emit(castParams(layout.paramFloats / 4), { params, half: halfParams })
  planEvaluation(context, learns < 0 ? used : used.slice(0, learns))
  if (learns >= 0) planTraining(context, used.slice(learns))
  const logits = spec.layers.at(-1)!
  if (context.trains(logits)) planLoss(context, logits.id)
  for (const back of context.tape.reverse()) back()

  planUpdate(context)
  const tables = new Map([
    [named.foldTable, fold.table],
    [named.groupTable, groupTable(spec, layout) as Uint32Array<ArrayBuffer>],
  ])
  return { ...builder.finish(), layout, named, tables, answered: answeredAtOnce(train.batch, context.mixed) }
}
