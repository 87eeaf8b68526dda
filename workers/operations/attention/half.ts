/** Attention in several heads. */
import { fromPlaces, type HalfForm, places } from '../../export/halfForm'
import type { AttentionLayer } from './facts'
import { attend } from './functions'

export const attention: HalfForm<AttentionLayer> = ({ heads }, [x]) => {
  const width = x!.c / 3
  const rows = new Float32Array(x!.w * width)
  attend(places(x!), { n: 1, tokens: x!.w, heads, width }, rows)
  return fromPlaces(rows, { c: width, h: 1, w: x!.w })
}
