/** A product. */
import type { HalfForm } from '../../export/halfForm'
import { type MulLayer, spreadOf } from './facts'

export const mul: HalfForm<MulLayer> = (layer, [x, by]) => {
  const places = x!.h * x!.w
  const spread = spreadOf(layer, [x!.h, x!.w, x!.c], [by!.h, by!.w, by!.c])
  const factor = (at: number) => (spread === 'place' ? at % places : spread === 'channel' ? Math.floor(at / places) : at)
  return { ...x!, data: x!.data.map((v, at) => v * by!.data[factor(at)]!) }
}
