/** The optimizer's part of a step: what mixed precision's scaled gradients need first, clipping, one update of all that learns, and the moving averages. */
import { clipFactor, movingAverage, NORM_PARTS_BYTES, normParts, optimizer } from '../kernels/optimizer'
import { scalerUpdate, UNSCALE_PARTS_BYTES, unscale } from '../kernels/scaler'
import type { Bound, Tensor } from '../tensors'
import { FLOAT, type PlanContext } from './context'

/** Plans the segments `unscale`, `clip` and `update`; none where nothing learns. */
export function planUpdate({ named, builder, layout, train, family }: PlanContext): void {
  const quads = (layout.paramFloats - layout.trainFrom) / 4
  if (quads === 0) return
  const { scaler } = named
  if (scaler) {
    builder.begin('unscale')
    const found = builder.tensor('overflows', UNSCALE_PARTS_BYTES)
    builder.emit(unscale(quads), { scaler, grads: named.grads, found })
    builder.emit(scalerUpdate(), { found, scaler, results: named.results })
  }
  const factor = builder.tensor('clip factor', FLOAT, true)
  builder.begin('clip')
  const parts = builder.tensor('norm parts', NORM_PARTS_BYTES)
  builder.emit(normParts(quads), { grads: named.grads, parts })
  builder.emit(clipFactor(), { parts, factor })
  builder.begin('update')
  const trained = (tensor: Tensor): Bound => ({ tensor, offset: layout.trainFrom * FLOAT, bytes: quads * 16 })
  builder.emit(optimizer(train.optimizer, quads, { ema: train.ema, scaled: scaler !== null, each: family === 'tiles' ? 1 : 4 }), {
    params: trained(named.params),
    grads: named.grads,
    m: named.first,
    ...(named.second ? { v: named.second } : {}),
    table: named.groupTable,
    factor,
    ...(scaler ? { scaler } : {}),
    ...(named.emaParams ? { average: trained(named.emaParams) } : {}),
  })
  if (!named.emaBuffers || layout.bufferFloats === 0) return
  const averages = { value: named.buffers, average: named.emaBuffers, ...(scaler ? { scaler } : {}) }
  builder.emit(movingAverage(layout.bufferFloats / 4, scaler !== null), averages)
}
