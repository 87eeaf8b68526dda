/** The plan of a network: from its layers, batch, picture size and frozen prefix to operations and the arrays that they use. */
import { type Seen, seenOf } from '../../../model/seen'
import { freezesBackbone, type ModelSpec } from '../../../model/spec'
import { wasmForm } from '../../../operations/wasm'
import type { TrainPlan } from '../../engine'
import { CONTROL_BYTES } from '../control'
import { kindOf } from '../kinds'
import { type Arenas, FLOAT, type Named, PlanContext, stemMargin } from './context'
import { Evaluation, planFold } from './evaluation'
import type { Layout } from './layout'
import type { MemoryPlan, Tensor } from './memory'
import { Training } from './training'

export interface NetworkPlan extends MemoryPlan {
  readonly layout: Layout
  readonly named: Named
  /** Of each thread, the first's at `CONTROL_BYTES`. */
  readonly scratchBytes: number
  /** In evaluation, the last activation before the pooling, which Grad-CAM looks at; of attention what the class token attends to, `[batch, patches]`. */
  readonly seen: Tensor
}

/** @throws Error where a layer has a shape that no kernel takes */
export function planNetwork(given: ModelSpec, train: TrainPlan, threads: number): NetworkPlan {
  const context = new PlanContext(given, train)
  const { spec, builder, named, layout } = context
  const pooled = spec.layers.findIndex(({ id }) => id === spec.features)
  const backbone = spec.layers.slice(0, pooled + 1)
  const head = spec.layers.slice(pooled + 1)

  builder.begin('pixels')
  builder.emit('pixels', {
    ...{ bytes: named.bytes, x: named.input, size: train.imageSize, margin: stemMargin(spec, train.imageSize) },
    constants: builder.constant('ImageNet', Float32Array.of(0.485, 0.456, 0.406, 0.229, 0.224, 0.225)),
  })
  builder.begin('points')
  builder.begin('fold')
  planFold(context, named.live)
  if (named.ema) planFold(context, named.ema)

  let seen: Tensor | null = null
  const looked = seenOf(spec, train.imageSize)
  const evaluate = (arenas: Arenas, suffix: '' | '-ema') => {
    builder.begin(`backbone${suffix}`)
    context.values = new Map([['input', named.input]])
    const evaluation = new Evaluation(context, arenas)
    for (const layer of backbone) evaluation.plan(layer, layer.id === spec.features ? named.features : undefined)
    seen ??= planSeen(context, looked, evaluation.value(looked.id))
    builder.begin(`head${suffix}`)
    for (const layer of head) evaluation.plan(layer, layer === head.at(-1) ? named.logits : undefined)
  }
  evaluate(named.live, '')
  if (named.ema) evaluate(named.ema, '-ema')

  builder.begin('turn')
  builder.begin('forward')
  const headOnly = freezesBackbone(spec, train.frozenBlocks)
  context.values = new Map(headOnly ? [[spec.features, named.features]] : [['input', named.input]])
  const frozen = new Evaluation(context, named.live)
  const training = new Training(context, frozen)
  for (const layer of headOnly ? head : spec.layers) {
    const into = layer === spec.layers.at(-1) ? named.trained : undefined
    if (context.trains(layer)) training.plan(layer, into)
    else frozen.plan(layer, into)
  }
  builder.begin('backward')
  training.grads.set(spec.layers.at(-1)!.id, named.dlogits)
  for (const back of training.tape.reverse()) back()

  planUpdate(context)
  // Scratch is known once all is planned: arrays come after it.
  const scratchBytes = scratchOf(context)
  const plan = builder.finish(CONTROL_BYTES + threads * scratchBytes)
  return { ...plan, layout, named, scratchBytes, seen: seen! }
}

/** What is looked at, of the value that shows it. @throws Error where the layer's form cannot tell */
function planSeen(context: PlanContext, { attention }: Seen, value: Tensor): Tensor {
  if (!attention) return value
  const { looks } = wasmForm(attention)
  if (!looks) throw new Error(`The wasm engine cannot tell where ${attention.id} looks.`)
  return looks(context, attention, value)
}

function planUpdate({ builder, named, layout, pieces: table }: PlanContext): void {
  if (named.pieces === 0) return
  builder.begin('norm')
  builder.emit('squares', { table, pieces: named.pieces, grads: named.grads, out: named.squares })
  builder.begin('update')
  const trained = (tensor: Tensor) => ({ tensor, offset: layout.trainFrom * FLOAT })
  const operands = {
    ...{ table, pieces: named.pieces, params: trained(named.live.params), grads: named.grads, first: named.first },
    ema: named.ema ? trained(named.ema.params) : 0,
  }
  if (named.second) builder.emit('adam', { ...operands, second: named.second })
  else builder.emit('sgd', operands)
  const floats = layout.bufferFloats - layout.bufferFrom
  if (!named.ema || floats === 0) return
  const learnt = (tensor: Tensor) => ({ tensor, offset: layout.bufferFrom * FLOAT })
  builder.emit('average', { into: learnt(named.ema.buffers), value: learnt(named.live.buffers), bytes: floats * FLOAT })
}

/** The most that any item of any operation needs, in whole cache lines, and one between threads. */
function scratchOf({ builder, train }: PlanContext): number {
  const most = builder.finish(0).ops.map(({ kind, args }) => kindOf(kind).scratch?.(args, train.batch) ?? 0)
  return Math.ceil(Math.max(0, ...most) / 64) * 64 + 64
}
