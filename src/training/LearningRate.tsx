/** Below the learning rate: the way to find one and its answer, and the rate over the run, drawn. */
import { Button, Progress, Tooltip } from '@mantine/core'
import { IconWaveSine } from '@tabler/icons-react'
import { otherWork } from '../model/networkUse'
import { epochTicks } from '../run/chartData'
import { isActive } from '../run/runView'
import { compact } from '../ui/format'
import { LinePlot } from '../ui/LinePlot'
import { FinderPlot } from './FinderPlot'
import type { Finding } from './finderSlice'
import classes from './LearningRate.module.css'
import { useApp } from './state'
import { useSchedule } from './useSchedule'
import { useText } from './words'

export function LearningRate() {
  const { train } = useText()
  const finding = useApp((state) => state.finding)
  const locked = useApp(
    (state) => isActive(state.run) || state.opening !== null || state.dataset === null || state.weightsBusy || otherWork(state) !== null,
  )
  const find = useApp((state) => state.findLearningRate)
  return (
    <section className={classes.section} aria-label={train.schedule}>
      <div className={classes.head}>
        <h3 className={classes.title}>{train.schedule}</h3>
        {!finding && (
          <Tooltip label={train.findHint}>
            <Button
              size="compact-sm"
              variant="default"
              disabled={locked}
              leftSection={<IconWaveSine size={15} aria-hidden />}
              onClick={() => void find()}
            >
              {train.find}
            </Button>
          </Tooltip>
        )}
      </div>
      {finding && <Finder finding={finding} />}
      <Schedule />
    </section>
  )
}

function Schedule() {
  const { train, runView } = useText()
  const config = useApp((state) => state.config)
  const rates = useSchedule()
  // The peak may lie between two of the points.
  const most = Math.max(config.learningRate, ...rates)
  const last = rates.at(-1) ?? 0
  const points = rates.map((y, i) => ({ x: rates.length > 1 ? (i / (rates.length - 1)) * config.epochs : 0, y }))
  return (
    <>
      <LinePlot
        label={train.scheduleLabel(compact(rates[0] ?? 0), compact(most), compact(last))}
        height={116}
        lines={[{ name: train.schedule, color: 'var(--ty-accent)', points }]}
        x={{ title: runView.charts.epochs, domain: [0, config.epochs], ticks: epochTicks(config.epochs, 6), format: String }}
        y={{ domain: [0, most * 1.05], ticks: [0, most / 2, most], format: compact }}
      />
      {config.schedule === 'plateau' && <p className={classes.note}>{train.schedulePlateau}</p>}
    </>
  )
}

/** The sweep goes from a millionth to one. */
const shareOf = (rate: number | undefined) => (rate === undefined ? 0 : (Math.log10(rate) + 6) / 6)

function Finder({ finding }: { readonly finding: Finding }) {
  const { train, ui } = useText()
  const stop = useApp((state) => state.stopFinding)
  const close = useApp((state) => state.closeFinding)
  const setConfig = useApp((state) => state.setConfig)
  const { status, points, suggestion } = finding
  const rate = suggestion === null ? null : Number(suggestion.toPrecision(2))
  const take = () => {
    if (rate !== null) setConfig({ learningRate: rate })
    close()
  }
  return (
    <section className={classes.finder} aria-label={train.findTitle}>
      {status === 'looking' && (
        <>
          <div className={classes.head}>
            <span role="status">{train.finding}</span>
            <Button size="compact-sm" variant="default" onClick={() => void stop()}>
              {train.findStop}
            </Button>
          </div>
          <Progress value={100 * shareOf(points.at(-1)?.learningRate)} size="sm" aria-label={train.finding} transitionDuration={0} />
        </>
      )}
      {points.length > 1 && <FinderPlot points={points} suggestion={rate} />}
      {status === 'done' && (
        <div className={classes.head}>
          <span role="status">{rate === null ? train.findNone : train.findSuggests(compact(rate))}</span>
          <span className={classes.buttons}>
            {rate !== null && (
              <Button size="compact-sm" onClick={take}>
                {train.findTake(compact(rate))}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={close}>
              {ui.close}
            </Button>
          </span>
        </div>
      )}
    </section>
  )
}
