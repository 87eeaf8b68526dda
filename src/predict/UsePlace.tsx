/** The Use place: webcam, pictures, Kaggle submission, downloads. */
import { Alert, Tabs } from '@mantine/core'
import { IconCamera, IconDownload, IconFileSpreadsheet, IconPhoto, IconPhotoQuestion, IconSparkles, IconWand } from '@tabler/icons-react'
import { isTaken } from '../model/networkUse'
import { addressOf, useTabs } from '../page/addresses'
import { ReopenOffer } from '../runs/ReopenOffer'
import { reopenable } from '../runs/runsView'
import { EmptyPlace } from '../ui/EmptyPlace'
import rows from '../ui/tabs.module.css'
import { AnsweringRun } from './AnsweringRun'
import { BetterAnswers } from './BetterAnswers'
import { Downloads } from './downloads/Downloads'
import { NoneOfThese } from './NoneOfThese'
import { Pictures } from './Pictures'
import { Submission } from './Submission'
import { useApp } from './state'
import classes from './UsePlace.module.css'
import { Webcam } from './Webcam'
import { useText } from './words'

const TABS = ['webcam', 'pictures', 'submission', 'better', 'none', 'download'] as const

export function UsePlace() {
  const tabs = useTabs('use', TABS)
  const { runs, use, goTo, better, noneOf } = useText()
  const model = useApp((state) => state.model)
  const canReopen = useApp((state) => reopenable(state.runs) !== null)
  const hasDataset = useApp((state) => state.dataset !== null)
  const busy = useApp(isTaken)
  if (!model)
    return (
      <EmptyPlace
        icon={<IconWand size={28} stroke={1.6} />}
        title={canReopen ? runs.nothingOpen : use.emptyTitle}
        text={canReopen ? runs.isKept : use.emptyText}
        action={hasDataset ? { label: goTo.train, href: addressOf('train') } : { label: goTo.data, href: addressOf('data') }}
        isSecond={canReopen}
      >
        <ReopenOffer />
      </EmptyPlace>
    )
  return (
    <>
      <header className={classes.header}>
        <h1 className={classes.title}>{use.title}</h1>
      </header>
      <AnsweringRun model={model} />
      {busy && (
        <Alert mb={16} variant="light">
          {use.busy}
        </Alert>
      )}
      <Tabs {...tabs} keepMounted={false}>
        <Tabs.List className={rows.tabs}>
          <Tabs.Tab value="webcam" leftSection={<IconCamera size={16} aria-hidden />}>
            {use.tabs.webcam}
          </Tabs.Tab>
          <Tabs.Tab value="pictures" leftSection={<IconPhoto size={16} aria-hidden />}>
            {use.tabs.pictures}
          </Tabs.Tab>
          <Tabs.Tab value="submission" leftSection={<IconFileSpreadsheet size={16} aria-hidden />}>
            {use.tabs.submission}
          </Tabs.Tab>
          <Tabs.Tab value="better" leftSection={<IconSparkles size={16} aria-hidden />}>
            {better.tab}
          </Tabs.Tab>
          <Tabs.Tab value="none" leftSection={<IconPhotoQuestion size={16} aria-hidden />}>
            {noneOf.tab}
          </Tabs.Tab>
          <Tabs.Tab value="download" leftSection={<IconDownload size={16} aria-hidden />}>
            {use.tabs.download}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="webcam">
          <Webcam names={model.classes} imageSize={model.imageSize} />
        </Tabs.Panel>
        <Tabs.Panel value="pictures">
          <Pictures names={model.classes} />
        </Tabs.Panel>
        <Tabs.Panel value="submission">
          <Submission key={model.runId} names={model.classes} runId={model.runId} />
        </Tabs.Panel>
        <Tabs.Panel value="better">
          <BetterAnswers key={model.runId} runId={model.runId} />
        </Tabs.Panel>
        <Tabs.Panel value="none">
          <NoneOfThese runId={model.runId} />
        </Tabs.Panel>
        <Tabs.Panel value="download">
          <Downloads />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
