/** Kaggle's submission: the test pictures in, submission.csv out. */
import { Button, Progress, Select } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useState } from 'react'
import type { SubmissionOptions } from '../../workers/protocol'
import { DropArea } from '../dataset/DropArea'
import { wordProblem } from '../page/ProblemList'
import { trainer } from '../page/trainer'
import { isActive } from '../run/runView'
import { ClassSelect } from '../scores/ClassSelect'
import { duration } from '../ui/format'
import { Panel } from '../ui/Panel'
import { ProblemNote } from '../ui/ProblemNote'
import { useAnswer } from '../ui/useAnswer'
import { AnsweredBy } from './AnsweredBy'
import { CLIPS, clipCosts, clippedLogLoss } from './clipping'
import { presetPositive } from './positive'
import { SamplePicker, ValuesChoice } from './SamplePicker'
import classes from './Submission.module.css'
import { SubmissionResultView } from './SubmissionResultView'
import { useApp } from './state'
import { TestPickers } from './TestPickers'
import { useText } from './words'

const CLIP = 0.01
/** Validation answers that the effect of clipping is shown on, at most. */
const ANSWERS = 5000

export function Submission({ names, runId }: { readonly names: readonly string[]; readonly runId: string }) {
  const words = useText()
  const { use, ui, better, locale } = words
  const text = use.submission
  const own = useApp((state) => (state.dataset?.counts.test ?? 0) + (state.dataset?.unlabelled ?? 0))
  const brought = useApp((state) => state.testPictures)
  const plan = useApp((state) => state.model?.better ?? null)
  const view = useApp((state) => state.submission)
  const make = useApp((state) => state.makeSubmission)
  const cancel = useApp((state) => state.cancelSubmission)
  const busy = useApp((state) => isActive(state.run) || state.opening !== null || state.openingTest !== null)
  // Coming back, what the file was made with stands here again.
  const made = view.status === 'done' && view.made.runId === runId ? view.made : null
  const [chosen, setPositive] = useState(made?.positive ?? null)
  const [wanted, setWanted] = useState(made?.values ?? null)
  const [clip, setClip] = useState<number>(made?.clip ?? CLIP)
  const test = brought?.pictures ?? own
  const sample = useApp((state) => state.sample)
  const open = useApp((state) => state.openTestPictures)
  // What the column of ids is follows from the pictures too.
  const key = sample && `${runId} ${sample.taken} ${brought?.name} ${test}`
  const { value, problem } = useAnswer(key, () => trainer.api.submission.reading())
  const reading = sample ? value : null
  const values = reading?.values.find((one) => one === wanted) ?? reading?.values[0] ?? null
  const preset = chosen ?? reading?.positive ?? presetPositive(names)
  const isProbability = !reading || values === 'probability'
  // Nobody is asked for a class that is not needed.
  const isOpen = isProbability && preset === null
  const positive = preset ?? 0
  const options: SubmissionOptions = { positive, clip, values }
  return (
    <DropArea open={async (list) => open(await list(() => {}))} label={text.dropHere} testId="test-drop-area">
      <Panel title={text.title} note={sample ? text.sample.lead : text.lead}>
        <div className={classes.stack}>
          <TestPickers own={own} />
          <SamplePicker reading={reading} />
          {!sample && names.length > 2 && <p className={classes.note}>{text.wantsSample(names.length)}</p>}
          {sample && problem && <ProblemNote {...wordProblem(words, problem)} />}
          <div className={classes.options}>
            {reading && reading.values.length > 1 && values && <ValuesChoice {...{ reading, names, values }} onChange={setWanted} />}
            {(isProbability || (values === 'number' && names.length === 2)) && (
              <ClassSelect
                label={values === 'number' ? text.sample.one : text.positive}
                description={names.length > 2 ? text.positiveOfMany : text.positiveHint}
                placeholder={text.choose}
                names={names}
                value={preset}
                onChange={setPositive}
              />
            )}
            {(isProbability || values === null) && (
              <Select
                label={text.clip}
                description={isProbability ? text.clipHint : text.sample.clipHint}
                value={String(clip)}
                data={CLIPS.map((value) => ({ value: String(value), label: value === 0 ? text.none : `${value} – ${1 - value}` }))}
                onChange={(value) => setClip(Number(value))}
              />
            )}
          </div>
          {isProbability && !isOpen && <ClipNote {...{ runId, positive, clip }} />}
          <AnsweredBy />
          <div className={classes.row}>
            {view.status === 'working' ? (
              <Button variant="default" onClick={() => void cancel()}>
                {ui.cancel}
              </Button>
            ) : (
              <Button
                leftSection={<IconFileSpreadsheet size={17} aria-hidden />}
                disabled={test === 0 || busy || isOpen || (sample !== null && !reading)}
                onClick={() => void make(options)}
              >
                {text.make}
              </Button>
            )}
            <p role="status" className={classes.note}>
              {view.status === 'cancelled' && text.cancelled}
              {view.status === 'working' &&
                (plan && plan.members.length > 1 ? better.looks : text.done)(
                  view.done,
                  view.of,
                  view.secondsLeft === null ? '' : duration(view.secondsLeft, locale),
                )}
            </p>
          </div>
          {view.status === 'working' && (
            <Progress value={view.of > 0 ? (100 * view.done) / view.of : 0} aria-label={text.progress} transitionDuration={0} />
          )}
          {view.status === 'done' && <SubmissionResultView result={view.result} made={view.made} options={options} />}
        </div>
      </Panel>
    </DropArea>
  )
}

interface ClipNoteProps {
  readonly runId: string
  readonly positive: number
  readonly clip: number
}

/** What the chosen clip costs and saves, in general and on the validation pictures. */
function ClipNote({ runId, positive, clip }: ClipNoteProps) {
  const text = useText()
  const submission = text.use.submission
  const { numbers } = text
  const temperature = useApp((state) => state.model?.temperature ?? 1)
  const { value, problem } = useAnswer(`${runId} ${temperature}`, () => trainer.api.insight.predictions(ANSWERS))
  // Those answers are of one plain look.
  const isBetter = useApp((state) => state.model?.better != null)
  const { worst, each } = clipCosts(clip)
  const loss = (at: number) => numbers.fixed(clippedLogLoss(value ?? [], positive, at), 4)
  return (
    <div className={classes.note}>
      <p>{clip === 0 ? submission.clipNone : submission.clipEffect(numbers.fixed(worst, 2), numbers.fixed(each, 4))}</p>
      {value && value.length > 0 && clip > 0 && !isBetter && <p>{submission.clipValidation(loss(clip), loss(0))}</p>}
      {problem && problem.code !== 'other-dataset' && <ProblemNote {...wordProblem(text, problem)} />}
    </div>
  )
}
