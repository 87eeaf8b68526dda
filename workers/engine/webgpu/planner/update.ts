/** The optimizer's part of a step: clipping, one update of all that learns, and the moving averages. */
import { clipFactor, movingAverage, NORM_PARTS_BYTES, normParts, optimizer } from '../kernels/optimizer'
import type { Bound, Tensor } from '../tensors'
import { FLOAT, type PlanContext } from './context'

/** Plans the segments `clip` and `update`; neither where nothing learns. */
export function planUpdate({ named, builder, layout, train, family }: PlanContext): void {
  const quads = (layout.paramFloats - layout.trainFrom) / 4
  if (quads === 0) return
  const factor = builder.tensor('clip factor', FLOAT, true)
  builder.begin('clip')
  const parts = builder.tensor('norm parts', NORM_PARTS_BYTES)
  builder.emit(normParts(quads), { grads: named.grads, parts })
  builder.emit(clipFactor(), { parts, factor })
  builder.begin('update')
  const trained = (tensor: Tensor): Bound => ({ tensor, offset: layout.trainFrom * FLOAT, bytes: quads * 16 })
  builder.emit(optimizer(train.optimizer, quads, train.ema, family === 'tiles' ? 1 : 4), {
    params: trained(named.params),
    grads: named.grads,
    m: named.first,
    ...(named.second ? { v: named.second } : {}),
    table: named.groupTable,
    factor,
    ...(named.emaParams ? { average: trained(named.emaParams) } : {}),
  })
  if (named.emaBuffers) builder.emit(movingAverage(layout.bufferFloats / 4), { value: named.buffers, average: named.emaBuffers })
}
