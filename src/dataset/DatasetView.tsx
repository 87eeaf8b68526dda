/** Data with pictures: what was found, how it is split, the pictures themselves, their health, what was left out. */
import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { DatasetSummary } from '../../workers/protocol'
import { addressOf } from '../page/addresses'
import { bytes } from '../ui/format'
import { Name } from '../ui/Name'
import { Changes } from './Changes'
import { ClassBars } from './ClassBars'
import classes from './DatasetView.module.css'
import { EVERYTHING, type GridFilter } from './grid/filter'
import { type OpenPicture, PictureGrid } from './grid/PictureGrid'
import { HealthCheck } from './health/HealthCheck'
import { LayoutChoice } from './LayoutChoice'
import { LeftOut } from './LeftOut'
import { Pickers } from './Pickers'
import { PictureModal } from './picture/PictureModal'
import { GroupsPanel } from './reading/GroupsPanel'
import { useApp } from './state'
import { TablePanel } from './tables/TablePanel'
import { TakeAway } from './takeaway/TakeAway'
import { titleOf } from './title'
import { useText } from './words'

interface Shown {
  /** The dataset's fingerprint. */
  readonly of: string
  readonly filter: GridFilter
  readonly opened: OpenPicture | null
}

export function DatasetView({ dataset }: { readonly dataset: DatasetSummary }) {
  const text = useText()
  const { train, val, test } = dataset.counts
  const report = useApp((state) => state.health)
  const health = report?.fingerprint === dataset.fingerprint ? report : null
  const { fingerprint } = dataset
  // What is shown of the pictures goes with them; the choices of how to read them stay as they are, and the keyboard on the one that was changed.
  const [shown, setShown] = useState<Shown>({ of: fingerprint, filter: EVERYTHING, opened: null })
  const { filter, opened } = shown.of === fingerprint ? shown : { filter: EVERYTHING, opened: null }
  const setFilter = (now: GridFilter) => setShown({ of: fingerprint, filter: now, opened })
  const setOpened = (now: OpenPicture | null) => setShown({ of: fingerprint, filter, opened: now })
  return (
    <>
      <header className={classes.header}>
        <div className={classes.what}>
          <h1 className={classes.name}>
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
      <div className={classes.grid}>
        <div className={classes.column}>
          <ClassBars key={`bars ${fingerprint}`} dataset={dataset} />
          <Changes changes={dataset.changes} onShow={(problem) => setFilter({ ...EVERYTHING, problem })} />
          <HealthCheck
            key={`health ${fingerprint}`}
            dataset={dataset}
            health={health}
            onShow={(problem) => setFilter({ ...EVERYTHING, problem })}
            onOpen={setOpened}
          />
          <LayoutChoice dataset={dataset} />
          {dataset.layout !== 'drawn' && <TablePanel dataset={dataset} />}
          <GroupsPanel dataset={dataset} />
          <LeftOut dataset={dataset} />
          <TakeAway key={`away ${fingerprint}`} dataset={dataset} />
        </div>
        <PictureGrid key={fingerprint} dataset={dataset} health={health} filter={filter} onFilter={setFilter} onOpen={setOpened} />
      </div>
      <section className={classes.other} aria-label={text.data.other}>
        <span>{text.data.other}:</span>
        <Pickers />
      </section>
      {opened && <PictureModal opened={opened} dataset={dataset} health={health} onOpen={setOpened} onClose={() => setOpened(null)} />}
    </>
  )
}
