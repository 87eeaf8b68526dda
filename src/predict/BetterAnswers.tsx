/** Better answers: choose looks and runs, see what they gain on validation, take one way to answer. */
import { Button, Checkbox, Progress, Select } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { MOST_MEMBERS, networkLabel, type RunRecord, VIEW_COUNT, VIEWS, type Views } from '../../workers/protocol'
import { EndMark } from '../run/EndMark'
import { endOf } from '../run/runEnd'
import { isActive } from '../run/runView'
import { OtherPictures, useRunOfOthers } from '../runs/OtherPictures'
import { RunName } from '../runs/RunName'
import { bestOfRun } from '../runs/runsView'
import { markEdges } from '../ui/edges'
import { duration } from '../ui/format'
import { Panel } from '../ui/Panel'
import { AnsweredBy } from './AnsweredBy'
import classes from './BetterAnswers.module.css'
import { partners } from './betterView'
import { GainTable } from './GainTable'
import { useApp } from './state'
import { useText } from './words'

export function BetterAnswers({ runId }: { readonly runId: string }) {
  const text = useText()
  const { better, ui, locale } = text
  const runs = useApp((state) => state.runs)
  const refreshRuns = useApp((state) => state.refreshRuns)
  const gain = useApp((state) => state.gain)
  const temperature = useApp((state) => state.model?.temperature ?? 1)
  const measure = useApp((state) => state.measureGain)
  const cancel = useApp((state) => state.cancelGain)
  const busy = useApp((state) => isActive(state.run) || state.opening !== null)
  const isOfOthers = useRunOfOthers(runId) !== null
  const [views, setViews] = useState<Views>('flip')
  const [chosen, setChosen] = useState<readonly string[]>([])
  useEffect(() => void refreshRuns(), [refreshRuns])
  const others = partners(runs ?? [], runId)
  const ids = chosen.filter((id) => others.some((run) => run.id === id))
  const nothing = views === 'single' && ids.length === 0
  return (
    <div className={classes.stack}>
      <AnsweredBy withBack />
      <Panel title={better.title} note={better.lead}>
        <div className={classes.stack}>
          <Select
            className={classes.views}
            label={better.views}
            description={better.viewsHint}
            value={views}
            data={VIEWS.map((value) => ({
              value,
              label: VIEW_COUNT[value] > 1 ? `${better.kinds[value]} (${better.times(VIEW_COUNT[value])})` : better.kinds[value],
            }))}
            onChange={(value) => setViews(VIEWS.find((name) => name === value) ?? 'flip')}
          />
          <Partners {...{ others, chosen: ids, onChoose: setChosen }} />
          <div className={classes.row}>
            {gain.status === 'working' ? (
              <Button variant="default" onClick={() => void cancel()}>
                {ui.cancel}
              </Button>
            ) : (
              <Button
                leftSection={<IconScale size={17} aria-hidden />}
                disabled={busy || nothing || isOfOthers}
                onClick={() => void measure(ids, views)}
              >
                {better.measure}
              </Button>
            )}
            <p role="status" className={classes.note}>
              {gain.status === 'cancelled' && better.cancelled}
              {gain.status !== 'working' && nothing && better.nothing}
              {gain.status === 'working' &&
                better.done(gain.done, gain.of, gain.secondsLeft === null ? '' : duration(gain.secondsLeft, locale))}
            </p>
          </div>
          {isOfOthers && <OtherPictures runId={runId} />}
          {gain.status === 'working' && (
            <Progress value={gain.of > 0 ? (100 * gain.done) / gain.of : 0} aria-label={better.progress} transitionDuration={0} />
          )}
        </div>
      </Panel>
      {gain.status === 'done' && gain.runId === runId && gain.temperature === temperature && (
        <GainTable gain={gain.gain} runs={runs ?? []} />
      )}
    </div>
  )
}

interface PartnersProps {
  readonly others: readonly RunRecord[]
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
}

/** Kept runs to average with. */
function Partners({ others, chosen, onChoose }: PartnersProps) {
  const { better, numbers, locale } = useText()
  const dateOf = ({ created }: RunRecord) => new Date(created).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
  if (others.length === 0) return <p className={classes.note}>{better.noRuns}</p>
  const full = chosen.length >= MOST_MEMBERS - 1
  return (
    <Checkbox.Group label={better.runs} description={better.runsHint} value={[...chosen]} onChange={onChoose}>
      <div ref={markEdges} className={classes.runs}>
        {others.map((run) => (
          <Checkbox
            key={run.id}
            value={run.id}
            label={
              <>
                <RunName run={run} /> <EndMark end={endOf(run)} />
              </>
            }
            description={better.runFacts(
              numbers.percent(bestOfRun(run)?.val.accuracy ?? Number.NaN),
              networkLabel(run.config),
              run.config.imageSize,
              dateOf(run),
            )}
            disabled={full && !chosen.includes(run.id)}
          />
        ))}
      </div>
      {full && <p className={classes.note}>{better.tooMany(MOST_MEMBERS)}</p>}
    </Checkbox.Group>
  )
}
