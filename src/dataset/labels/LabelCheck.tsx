/** Labels looked at by the model: started, followed and cancelled here, and what it found. */
import { Alert, Button, SegmentedControl } from '@mantine/core'
import { IconTags } from '@tabler/icons-react'
import { useState } from 'react'
import type { DatasetSummary, LabelReport } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { Panel } from '../../ui/Panel'
import { useFocusKept } from '../../ui/useFocusKept'
import { AskNetwork } from '../AskNetwork'
import type { OpenPicture } from '../grid/PictureGrid'
import { LookProgress } from '../LookProgress'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './LabelCheck.module.css'
import { ReviewList } from './ReviewList'
import { doubtsOf, isCurrent, REVIEWS, type Review } from './review'

interface LabelCheckProps {
  readonly dataset: DatasetSummary
  readonly onOpen: (opened: OpenPicture) => void
}

/** Nothing where there are no labels. */
export function LabelCheck({ dataset, onOpen }: LabelCheckProps) {
  const { labels: words } = useText()
  const view = useApp((state) => state.labelLook)
  const heading = useFocusKept(view.status)
  const names = dataset.classes.map(({ name }) => name)
  if (names.length < 2) return null
  const report = view.status === 'done' && view.report.fingerprint === dataset.fingerprint ? view.report : null
  const current = report !== null && isCurrent(report, names)
  return (
    <Panel title={words.title} headingRef={heading} note={report && words.looked(report.checked)}>
      <div className={classes.stack}>
        {view.status === 'working' ? (
          <Working done={view.done} of={view.of} secondsLeft={view.secondsLeft} />
        ) : (
          <>
            {!report && <p className={classes.dim}>{words.lead}</p>}
            {report && !current && <Alert color="yellow">{words.otherClasses}</Alert>}
            {current && <Found report={report} dataset={dataset} onOpen={onOpen} />}
            <Start again={report !== null} />
          </>
        )}
        <Confirmed total={dataset.changes.confirmed} />
      </div>
    </Panel>
  )
}

function Start({ again }: { readonly again: boolean }) {
  const { labels: words } = useText()
  const look = useApp((state) => state.lookAtLabels)
  return (
    <AskNetwork
      label={again ? words.again : words.start}
      icon={<IconTags size={17} stroke={1.7} aria-hidden />}
      quiet={again}
      onAsk={look}
    />
  )
}

function Working({ done, of, secondsLeft }: { readonly done: number; readonly of: number; readonly secondsLeft: number | null }) {
  const { labels: words } = useText()
  const phase = useApp((state) => state.labelPhase)
  const cancel = useApp((state) => state.cancelLabels)
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
  readonly report: LabelReport
  readonly dataset: DatasetSummary
  readonly onOpen: (opened: OpenPicture) => void
}

function Found({ report, dataset, onOpen }: FoundProps) {
  const { labels: words } = useText()
  const [review, setReview] = useState<Review>('likely')
  const counts = {
    likely: report.likely,
    unsure: report.suspects.length - report.likely,
    unlike: report.outliers.length,
    unexplained: report.unexplained.length,
  } satisfies Record<Review, number>
  return (
    <>
      {report.learnt && <Alert variant="light">{words.learnt}</Alert>}
      {report.unreadable > 0 && <p className={classes.dim}>{words.unreadable(report.unreadable)}</p>}
      {/* Four names with their counts are too long for one line of a phone. */}
      <SegmentedControl
        fullWidth
        orientation="vertical"
        size="xs"
        aria-label={words.which}
        value={review}
        onChange={(value) => setReview(value as Review)}
        data={REVIEWS.map((value) => ({ value, label: words.reviews[value].name(counts[value]) }))}
      />
      <p className={classes.dim}>{words.reviews[review].means(report.compared)}</p>
      <ReviewList
        key={review}
        doubts={doubtsOf(report, review)}
        dataset={dataset}
        label={words.reviews[review].name(counts[review])}
        onOpen={onOpen}
      />
    </>
  )
}

/** Pictures that were said to be right, and the way to be asked about them again. */
function Confirmed({ total }: { readonly total: number }) {
  const { labels: words } = useText()
  const editPictures = useApp((state) => state.editPictures)
  const report = useApp((state) => state.report)
  if (total === 0) return null
  const ask = async () => {
    try {
      await editPictures({ kind: 'doubt', ids: Array.from(await trainer.api.dataset.ids({ confirmed: true })) })
    } catch (thrown) {
      report(thrown)
    }
  }
  return (
    <p className={classes.dim}>
      {words.confirmed(total)}{' '}
      <Button variant="subtle" size="compact-xs" onClick={() => void ask()}>
        {words.askAgain}
      </Button>
    </p>
  )
}
