/** Patches as tokens with their positions. */
import { fromPlaces, type HalfForm, places } from '../../export/halfForm'
import type { EmbedLayer } from './facts'
import { resizedPositions } from './functions'

export const embed: HalfForm<EmbedLayer> = ({ grid, width }, [x], param) => {
  const rows = resizedPositions(param('pos_embed'), grid, x!.h).slice()
  const tokens = [...param('cls_token'), ...places(x!)]
  for (const [at, value] of tokens.entries()) rows[at]! += value
  return fromPlaces(rows, { c: width, h: 1, w: rows.length / width })
}
