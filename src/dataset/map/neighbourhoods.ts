/** The map as a list: its neighbourhoods, with what they are of. Pure. */
import type { PictureMap, PictureStanding } from '../../../workers/protocol'
import { rightOf } from './colours'

export interface Neighbourhood {
  readonly ids: readonly number[]
  /** Index of the class that most of its pictures have, -1 for none, and how many have it. */
  readonly label: number
  readonly ofLabel: number
  /** Pictures with a label that the model knows, and how many of them it is wrong about. */
  readonly judged: number
  readonly wrong: number
}

/** Those with the most pictures first. */
export function neighbourhoodsOf(map: PictureMap, standing: PictureStanding, classes: readonly string[]): Neighbourhood[] {
  const right = rightOf(map, standing, classes)
  const rows: number[][] = []
  for (const [row, group] of map.neighbourhoods.entries()) {
    rows[group] ??= []
    rows[group].push(row)
  }
  return rows.flatMap((own) => {
    const counts = new Map<number, number>()
    for (const row of own) counts.set(standing.labels[row]!, (counts.get(standing.labels[row]!) ?? 0) + 1)
    const [label, ofLabel] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))
    const judged = own.filter((row) => right[row] !== 2)
    return {
      ids: own.map((row) => map.ids[row]!),
      label,
      ofLabel,
      judged: judged.length,
      wrong: judged.filter((row) => right[row] === 0).length,
    }
  })
}
