/** Data with pictures: what was found, how it is split, the pictures themselves, their health, what was left out. */
import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { DatasetSummary } from '../../workers/protocol'
import { addressOf, useIsWithin } from '../page/addresses'
import { isInSight, leadTo } from '../ui/focus'
import { bytes } from '../ui/format'
import { Name } from '../ui/Name'
import { useFocusKept } from '../ui/useFocusKept'
import { AddedNote } from './adding/AddedNote'
import { AddPanel } from './adding/AddPanel'
import { DATASET_TITLE } from './adding/datasetTitle'
import { LabelAssist } from './assist/LabelAssist'
import { Changes } from './Changes'
import { ClassBars } from './ClassBars'
import classes from './DatasetView.module.css'
import { EVERYTHING, type GridFilter } from './grid/filter'
import { type OpenPicture, PictureGrid } from './grid/PictureGrid'
import { HealthCheck } from './health/HealthCheck'
import { LayoutChoice } from './LayoutChoice'
import { LeftOut } from './LeftOut'
import { LabelCheck } from './labels/LabelCheck'
import { MapPanel } from './map/MapPanel'
import { useAmong } from './map/useAmong'
import { MAP } from './map/ViewSwitch'
import { Pickers } from './Pickers'
import { PictureModal } from './picture/PictureModal'
import { GroupsPanel } from './reading/GroupsPanel'
import { useApp } from './state'
import { TablePanel } from './tables/TablePanel'
import { TakeAway } from './takeaway/TakeAway'
import { titleOf } from './title'
import { useText } from './words'

interface Shown {
  /** The fingerprint of what was opened: what is added to it changes nothing here. */
  readonly of: string
  /** The number of the pictures that were shown alone as the filter was set; null where all were. */
  readonly among: number | null
  readonly filter: GridFilter
  /** By ids, which are those of one opening. */
  readonly opened: (OpenPicture & { readonly opening: number }) | null
}

export function DatasetView({ dataset }: { readonly dataset: DatasetSummary }) {
  const text = useText()
  const { train, val, test } = dataset.counts
  const report = useApp((state) => state.health)
  const health = report?.fingerprint === dataset.fingerprint ? report : null
  const { base } = dataset.additions
  const isMap = useIsWithin(MAP)
  // What is shown of the pictures goes with them; the choices of how to read them stay as they are, and the keyboard on the one that was changed.
  const [shown, setShown] = useState<Shown>({ of: base, among: null, filter: EVERYTHING, opened: null })
  const opening = useApp((state) => state.openings)
  const among = useAmong()?.number ?? null
  const showAll = useApp((state) => state.showAll)
  const opened = shown.of === base ? shown.opened : null
  // Whoever asks for some alone wants to see all of those.
  const filter = shown.of === base && shown.among === among ? shown.filter : EVERYTHING
  const setFilter = (now: GridFilter) => setShown({ of: base, among, filter: now, opened })
  const pictures = usePicturesHeading(isMap, among)
  const leadToPictures = useApp((state) => state.leadToPictures)
  /** Shows some of all, and leads to them where they are not beside what they were asked for by. */
  const show = (now: GridFilter) => {
    showAll()
    setShown({ of: base, among: null, filter: now, opened })
    // The map shows all of them.
    if (isMap) location.hash = addressOf('data')
    leadToPictures(true)
  }
  const setOpened = (now: OpenPicture | null) => setShown({ of: base, among, filter, opened: now && { ...now, opening } })
  return (
    <>
      <header className={classes.header}>
        <div className={classes.what}>
          <h1 id={DATASET_TITLE} tabIndex={-1} className={classes.name}>
            <Name wraps>{titleOf(text, dataset)}</Name>
          </h1>
          <p className={classes.line}>
            {text.data.summary(train + val + test, dataset.classes.length)}
            {' · '}
            {bytes(dataset.bytes, text.locale)}
            {dataset.unlabelled > 0 && ` · ${text.data.unlabelled(dataset.unlabelled)}`}
          </p>
        </div>
        <Button component="a" href={addressOf('train')} size="md" rightSection={<IconArrowRight size={17} aria-hidden />}>
          {text.data.continue}
        </Button>
      </header>
      <AddedNote dataset={dataset} />
      <div className={classes.grid}>
        <div className={classes.bars}>
          <ClassBars
            key={`bars ${base}`}
            dataset={dataset}
            shown={filter.className}
            onShow={(className) => (className === null ? setFilter : show)({ ...EVERYTHING, className })}
          />
        </div>
        <div className={classes.pictures}>
          {isMap ? (
            <MapPanel key={opening} headingRef={pictures} dataset={dataset} onOpen={setOpened} />
          ) : (
            <PictureGrid
              key={opening}
              headingRef={pictures}
              dataset={dataset}
              health={health}
              filter={filter}
              onFilter={setFilter}
              onOpen={setOpened}
            />
          )}
        </div>
        <div className={classes.add}>
          <AddPanel />
        </div>
        <div className={classes.tools}>
          <div className={classes.column}>
            <LabelAssist key={`assist ${base}`} dataset={dataset} onOpen={setOpened} />
            <Changes changes={dataset.changes} added={dataset.additions.pictures} onShow={(problem) => show({ ...EVERYTHING, problem })} />
            <HealthCheck
              key={`health ${base}`}
              dataset={dataset}
              health={health}
              onShow={(problem) => show({ ...EVERYTHING, problem })}
              onOpen={setOpened}
            />
            <LayoutChoice dataset={dataset} />
            {dataset.layout !== 'drawn' && <TablePanel dataset={dataset} />}
            <GroupsPanel dataset={dataset} />
          </div>
          <div className={classes.column}>
            <LabelCheck key={`labels ${base}`} dataset={dataset} onOpen={setOpened} />
            <LeftOut dataset={dataset} />
            <TakeAway key={`away ${base}`} dataset={dataset} />
          </div>
        </div>
      </div>
      <section className={classes.other} aria-label={text.data.other}>
        <span>{text.data.other}:</span>
        <Pickers />
      </section>
      {opened?.opening === opening && (
        <PictureModal opened={opened} dataset={dataset} health={health} onOpen={setOpened} onClose={() => setOpened(null)} />
      )}
    </>
  )
}

/** The heading of grid and map: whoever asks for pictures is led there, and a press on what goes away leaves the keyboard near. */
function usePicturesHeading(isMap: boolean, among: number | null) {
  const looks = useApp((state) => `${state.pictureMap.status} ${state.alikeLook.status}`)
  const pictures = useFocusKept(`${looks} ${isMap} ${among}`)
  const leads = useApp((state) => state.leadsToPictures)
  const leadToPictures = useApp((state) => state.leadToPictures)
  useEffect(() => {
    // The address tells the map's page of it a moment later.
    if (!leads || isMap) return undefined
    // After the frame of the page, which leads whoever comes from another place to the top.
    const frame = requestAnimationFrame(() => {
      leadToPictures(false)
      const heading = pictures.current
      if (!heading) return
      const { activeElement, body } = document
      const isNowhere = activeElement === null || activeElement === body || activeElement.matches('main')
      const isThere = heading.closest('section')?.contains(activeElement) ?? false
      if (isNowhere || (!isThere && !isInSight(heading))) leadTo(heading)
    })
    return () => cancelAnimationFrame(frame)
  }, [leads, isMap, leadToPictures, pictures])
  return pictures
}
