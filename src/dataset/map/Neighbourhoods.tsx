/** The map as a table: which pictures lie together, and the way to select them without a mouse. */
import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { PictureMap, PictureStanding } from '../../../workers/protocol'
import { markEdges } from '../../ui/edges'
import { Name } from '../../ui/Name'
import { calledNames } from '../../ui/names'
import { Thumb } from '../Thumb'
import { useText } from '../words'
import classes from './Map.module.css'
import { neighbourhoodsOf } from './neighbourhoods'

interface NeighbourhoodsProps {
  readonly map: PictureMap
  readonly standing: PictureStanding
  readonly classes: readonly string[]
  readonly selected: ReadonlySet<number>
  readonly onSelect: (ids: readonly number[], adds: boolean) => void
}

/** Pictures of each that are shown. */
const SHOWN = 4

export function Neighbourhoods({ map, standing, classes: names, selected, onSelect }: NeighbourhoodsProps) {
  const { map: words, data, numbers } = useText()
  const called = useMemo(() => calledNames(names), [names])
  const all = useMemo(() => neighbourhoodsOf(map, standing, names), [map, standing, names])
  return (
    <div ref={markEdges} className={classes.scroll}>
      <table className={classes.table}>
        <caption>{words.neighbourhoods}</caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.pictures}</th>
            <th scope="col">{words.columns.examples}</th>
            <th scope="col">{words.columns.mostly}</th>
            <th scope="col">{words.columns.wrong}</th>
            <th scope="col">{words.columns.select}</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ ids, label, ofLabel, judged, wrong }, i) => {
            const name = names[label] ?? data.noLabel
            const isSelected = selected.size > 0 && ids.every((id) => selected.has(id))
            return (
              <tr key={ids[0]}>
                <td data-figures>{numbers.n(ids.length)}</td>
                <td>
                  <span className={classes.examples}>
                    {ids.slice(0, SHOWN).map((id) => (
                      <Thumb key={id} id={id} alt="" />
                    ))}
                  </span>
                </td>
                <td>
                  <Name short={called[label]}>{name}</Name> <span className={classes.dim}>{numbers.percent(ofLabel / ids.length, 0)}</span>
                </td>
                <td data-figures>{judged === 0 ? '–' : numbers.percent(wrong / judged, 0)}</td>
                <td>
                  <Button
                    variant={isSelected ? 'filled' : 'default'}
                    size="compact-xs"
                    aria-pressed={isSelected}
                    aria-label={words.selectNeighbourhood(i + 1, called[label] ?? name, ids.length)}
                    onClick={() => (isSelected ? onSelect([], false) : onSelect(ids, false))}
                  >
                    {words.columns.select}
                  </Button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
