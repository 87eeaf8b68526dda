/** A product. */
import type { HalfForm } from '../../export/halfForm'
import type { MulLayer } from './facts'

export const mul: HalfForm<MulLayer> = (_, [x, by]) => {
  const places = x!.data.length / by!.data.length
  return { ...x!, data: x!.data.map((v, at) => v * by!.data[Math.floor(at / places)]!) }
}
