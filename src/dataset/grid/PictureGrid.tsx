/** All pictures of the dataset: shown by class, split and problem, selected, and changed. */
import { Button, VisuallyHidden } from '@mantine/core'
import { type Ref, useEffect, useRef, useState } from 'react'
import type { DatasetSummary, HealthReport } from '../../../workers/protocol'
import { isTaken } from '../../model/networkUse'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { Panel } from '../../ui/Panel'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { KeysSheet } from '../keys/KeysSheet'
import { AmongNote } from '../map/AmongNote'
import { useAmong } from '../map/useAmong'
import { ViewSwitch } from '../map/ViewSwitch'
import { useApp } from '../state'
import { useText } from '../words'
import { ActionBar } from './ActionBar'
import { Filters } from './Filters'
import { EVERYTHING, type GridFilter, sampleFilter } from './filter'
import { Grid } from './Grid'
import classes from './PictureGrid.module.css'
import { NOTHING, tickAll, within } from './selection'
import { useEdits } from './useEdits'
import { usePictureKeys } from './usePictureKeys'

/** A list of pictures and one of them. */
export interface OpenPicture {
  readonly ids: ArrayLike<number>
  readonly index: number
}

interface PictureGridProps {
  readonly dataset: DatasetSummary
  readonly health: HealthReport | null
  readonly filter: GridFilter
  readonly onFilter: (filter: GridFilter) => void
  readonly onOpen: (opened: OpenPicture) => void
  /** The heading, for whoever leads there. */
  readonly headingRef: Ref<HTMLHeadingElement>
}

/** How many pictures take part: what the other places count. */
const partOf = ({ counts }: DatasetSummary): number => counts.train + counts.val + counts.test

const gridOf = (box: HTMLElement | null) => box?.querySelector<HTMLElement>('[role="grid"]') ?? null

export function PictureGrid({ dataset, health, filter, onFilter, onOpen, headingRef }: PictureGridProps) {
  const text = useText()
  const { pictures } = text
  const version = useApp((state) => state.datasetVersion)
  const among = useAmong()
  const showAll = useApp((state) => state.showAll)
  const findAlike = useApp((state) => state.findAlike)
  const canFind = useApp((state) => state.model !== null && !isTaken(state))
  const asked = sampleFilter(filter, dataset.classes, among)
  // The number stands for the ids, of which there may be very many. A check changes which pictures have a problem, and with it comes another version.
  const {
    value: ids,
    problem,
    waiting,
  } = useAnswer(`${version}/${among?.number}/${JSON.stringify(sampleFilter(filter, dataset.classes))}`, () =>
    trainer.api.dataset.ids(asked),
  )
  const [selection, setSelection] = useState(NOTHING)
  useEffect(() => {
    if (ids) setSelection((before) => within(before, ids))
  }, [ids])
  const names = dataset.classes.map(({ name }) => name)
  const box = useRef<HTMLDivElement>(null)
  const clear = () => {
    setSelection(({ current }) => ({ ...NOTHING, current, anchor: current }))
    // The buttons go with the selection: the keyboard is back at the pictures.
    gridOf(box.current)?.focus({ preventScroll: true })
  }
  const edits = useEdits(clear)
  const [sheet, setSheet] = useState(false)
  /** The selected pictures; without any the one that the keyboard is at. */
  const chosen = (): number[] => {
    const at = ids?.[selection.current]
    if (selection.ticked.size > 0 || at === undefined) return [...selection.ticked]
    return gridOf(box.current) === document.activeElement ? [at] : []
  }
  usePictureKeys(dataset, edits, chosen, () => setSheet(true))
  return (
    <Panel
      title={pictures.title}
      headingRef={headingRef}
      note={ids && pictures.shown(ids.length, Object.keys(asked).length === 0 ? partOf(dataset) : ids.length)}
      actions={
        <>
          <ViewSwitch view="grid" />
          <Filters {...{ dataset, health, filter, onFilter }} />
          <KeysSheet opened={sheet} onOpen={setSheet} />
        </>
      }
      className={classes.panel}
    >
      <div ref={box}>
        <AmongNote among={among} />
        {problem && <ProblemNote {...wordProblem(text, problem)} />}
        {!ids && waiting && <p className={classes.empty}>{pictures.loading}</p>}
        {ids && (
          <ActionBar
            dataset={dataset}
            ticked={selection.ticked}
            total={ids.length}
            edits={edits}
            onTickAll={() => setSelection(tickAll(selection, ids))}
            onClear={clear}
          />
        )}
        {/* The bar says it where nothing is selected. */}
        <VisuallyHidden role="status">{selection.ticked.size > 0 && edits.done}</VisuallyHidden>
        {ids?.length === 0 && (
          <p className={classes.empty}>
            {pictures.none}{' '}
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                showAll()
                onFilter(EVERYTHING)
              }}
            >
              {pictures.showAll}
            </Button>
          </p>
        )}
        {ids && ids.length > 0 && (
          <Grid
            {...{ ids, names, selection }}
            onSelection={setSelection}
            onOpen={(index) => onOpen({ ids, index })}
            onAlike={canFind ? (id) => void findAlike(id) : null}
          />
        )}
      </div>
    </Panel>
  )
}
