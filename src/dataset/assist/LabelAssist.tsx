/** Pictures without a label: the model answers about them, and a person accepts, many at once or one by one. */
import { Alert, SegmentedControl } from '@mantine/core'
import { IconWand } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { AssistReport, DatasetSummary } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { Panel } from '../../ui/Panel'
import { useAnswer } from '../../ui/useAnswer'
import { useFocusKept } from '../../ui/useFocusKept'
import { AskNetwork } from '../AskNetwork'
import type { OpenPicture } from '../grid/PictureGrid'
import { LookProgress } from '../LookProgress'
import classes from '../labels/LabelCheck.module.css'
import { ReviewList } from '../labels/ReviewList'
import { useApp } from '../state'
import { useText } from '../words'
import { AcceptSure } from './AcceptSure'
import { Curve } from './Curve'
import { guessesIn, isOf, MOST_SHOWN, ORDERS, type Order } from './guesses'

interface LabelAssistProps {
  readonly dataset: DatasetSummary
  readonly onOpen: (opened: OpenPicture) => void
}

/** Nothing where every picture had a label from the beginning. */
export function LabelAssist({ dataset, onOpen }: LabelAssistProps) {
  const { assist: words } = useText()
  const view = useApp((state) => state.assist)
  const heading = useFocusKept(`${view.status} ${useApp((state) => state.datasetVersion)}`)
  const names = [...dataset.classes.map(({ name }) => name), ...dataset.additions.emptyClasses]
  const report = view.status === 'done' && view.report.fingerprint === dataset.fingerprint ? view.report : null
  if (dataset.unlabelled === 0 && !report && view.status !== 'working') return null
  const current = report !== null && isOf(report, names)
  return (
    <Panel title={words.title} headingRef={heading} note={words.without(dataset.unlabelled)}>
      <div className={classes.stack}>
        {view.status === 'working' ? (
          <Working done={view.done} of={view.of} secondsLeft={view.secondsLeft} />
        ) : (
          <>
            {!report && <p className={classes.dim}>{words.lead}</p>}
            {report && !current && <Alert color="yellow">{words.otherClasses}</Alert>}
            {current && <Found report={report} dataset={dataset} onOpen={onOpen} />}
            <Ask again={report !== null} left={dataset.unlabelled} />
          </>
        )}
      </div>
    </Panel>
  )
}

function Ask({ again, left }: { readonly again: boolean; readonly left: number }) {
  const { assist: words } = useText()
  const ask = useApp((state) => state.askAssist)
  if (again && left === 0) return <p className={classes.dim}>{words.allLabelled}</p>
  return (
    <AskNetwork
      label={again ? words.teach : words.start}
      icon={<IconWand size={17} stroke={1.7} aria-hidden />}
      withoutModel
      hint={again ? words.teachHint : words.nothingDone}
      onAsk={() => ask(again)}
    />
  )
}

function Working({ done, of, secondsLeft }: { readonly done: number; readonly of: number; readonly secondsLeft: number | null }) {
  const { assist: words } = useText()
  const phase = useApp((state) => state.assistPhase)
  const cancel = useApp((state) => state.cancelAssist)
  // Of what comes after the look nothing is known.
  const left = phase === 'looking' ? secondsLeft : null
  return (
    <LookProgress
      title={words.title}
      says={words.phases[phase](done, of)}
      done={done}
      of={of}
      secondsLeft={left}
      onCancel={() => void cancel()}
    />
  )
}

interface FoundProps {
  readonly report: AssistReport
  readonly dataset: DatasetSummary
  readonly onOpen: (opened: OpenPicture) => void
}

function Found({ report, dataset, onOpen }: FoundProps) {
  const { assist: words } = useText()
  const version = useApp((state) => state.datasetVersion)
  const [order, setOrder] = useState<Order>('next')
  // Those that still have none, as of the last edit that is known.
  const { value } = useAnswer(`${version}`, () => trainer.api.dataset.ids({ label: -1, leftOut: false }))
  const open = useMemo(() => new Set(value), [value])
  const guesses = useMemo(() => guessesIn(report, order, open), [report, order, open])
  if (!value) return null
  return (
    <>
      <p>
        {words.by[report.by ?? 'nobody'](report.taught)} {report.validation && words.right(report.validation.right, report.validation.of)}
      </p>
      {report.unreadable > 0 && <p className={classes.dim}>{words.unreadable(report.unreadable)}</p>}
      <Curve stages={report.curve} />
      {report.by !== null && <AcceptSure report={report} open={open} />}
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={words.which}
        value={order}
        onChange={(chosen) => setOrder(chosen as Order)}
        data={ORDERS.map((one) => ({ value: one, label: words.orders[one].name }))}
      />
      <p className={classes.dim}>
        {words.orders[order].means} {open.size > MOST_SHOWN && order !== 'next' && words.first(MOST_SHOWN)}
      </p>
      <ReviewList
        key={`${order} ${report.milliseconds}`}
        doubts={guesses}
        dataset={dataset}
        label={words.orders[order].name}
        wording={words}
        onOpen={onOpen}
      />
    </>
  )
}
