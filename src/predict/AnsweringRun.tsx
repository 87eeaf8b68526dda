/** Which run answers, how good it is on validation, what it began with and when; and another in its place. */
import { type ComboboxItem, type OptionsFilter, Select } from '@mantine/core'
import { useState } from 'react'
import { inReadingOrder, type ModelInfo, weightsName } from '../../workers/protocol'
import { isTaken } from '../model/networkUse'
import { EndMark } from '../run/EndMark'
import { endOf } from '../run/runEnd'
import { answeringRun, byDataset } from '../runs/answering'
import { isRunFound } from '../runs/findRuns'
import { lineName } from '../runs/nameParts'
import { RunName } from '../runs/RunName'
import { figuresOf } from '../runs/runsView'
import { SinceRun } from '../runs/SinceLine'
import { usePick } from '../ui/language'
import { NamesInLine } from '../ui/More'
import { calledNames } from '../ui/names'
import classes from './AnsweringRun.module.css'
import { wordPlan } from './betterView'
import { useApp } from './state'
import { useText } from './words'

/** The plan of several looks or runs, among the runs to choose from. */
const PLAN = 'plan'
/** Classes that are named at first. */
const NAMED = 8

export function AnsweringRun({ model }: { readonly model: ModelInfo }) {
  const text = useText()
  const { answering } = text.use
  const { locale, numbers } = text
  const pick = usePick()
  const run = useApp(answeringRun)
  const runs = useApp((state) => state.runs)
  const takeRun = useApp((state) => state.useRun)
  const takeAnswers = useApp((state) => state.takeAnswers)
  const busy = useApp((state) => isTaken(state) || state.exporting !== null || state.submission.status === 'working')
  const [taking, setTaking] = useState(false)
  const kept = (runs ?? []).filter(({ bestFile }) => bestFile !== null)
  const share = (of: (typeof kept)[number]) => numbers.percent(figuresOf(of)?.best.val.accuracy ?? Number.NaN)
  const says = (of: (typeof kept)[number], name = lineName(of)) => {
    const end = endOf(of)
    return `${name} · ${share(of)}${end ? ` · ${text.runView.ends[end]}` : ''}`
  }
  const dateOf = ({ created }: (typeof kept)[number]) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(created))
  const itself = run && kept.includes(run) ? [] : [{ value: model.runId, label: run?.name ?? answering.gone }]
  const plan = model.better
    ? [{ group: answering.together, items: [{ value: PLAN, label: wordPlan(text, model.better, model.runId) }] }]
    : []
  const choose = async (value: string | null) => {
    const chosen = kept.find(({ id }) => id === value)
    setTaking(true)
    if (value === model.runId) await takeAnswers(null)
    else if (chosen) await takeRun(chosen)
    setTaking(false)
  }
  // By whole names: those that are shown are cut.
  const find: OptionsFilter = ({ options, search }) => {
    const isFound = ({ value, label }: Pick<ComboboxItem, 'value' | 'label'>) => {
      const one = kept.find(({ id }) => id === value)
      return one ? isRunFound(search, one, says(one)) : label.toLowerCase().includes(search.toLowerCase())
    }
    return options
      .map((option) => ('group' in option ? { ...option, items: option.items.filter(isFound) } : option))
      .filter((option) => ('group' in option ? option.items.length > 0 : isFound(option)))
  }
  const best = run && figuresOf(run)
  const names = inReadingOrder(model.classes)
  const facts = [
    best && answering.accuracy(numbers.percent(best.best.val.accuracy), best.bestEpoch),
    run && answering.weights(pick(weightsName(run.weights, run.config.depth))),
    model.temperature !== 1 && answering.calibrated(numbers.fixed(model.temperature, 2)),
    model.noneOf?.isOn && text.noneOf.fact(numbers.percent(model.noneOf.pass)),
    run && dateOf(run),
    text.use.model(model.arch, model.imageSize),
  ].filter((fact) => typeof fact === 'string')
  return (
    <section className={classes.answering} aria-label={answering.title}>
      <Select
        className={classes.choice}
        label={answering.by}
        title={run ? says(run, run.name) : undefined}
        value={model.better ? PLAN : model.runId}
        disabled={busy || taking}
        searchable={kept.length > 8}
        filter={find}
        data={[
          ...plan,
          ...itself.map((item) => ({ group: '', items: [item] })),
          // Two datasets may have one name; Mantine takes equal groups for one.
          ...byDataset(kept).map(({ name, runs: members }, i) => ({
            group: `${name}${'\u200b'.repeat(i)}`,
            items: members.map((one) => ({ value: one.id, label: says(one) })),
          })),
        ]}
        renderOption={({ option }) => {
          const one = kept.find(({ id }) => id === option.value)
          if (!one) return <bdi>{option.label}</bdi>
          return (
            <span className={classes.option}>
              <span>
                <RunName run={one} /> · {share(one)} <EndMark end={endOf(one)} />
              </span>
              <small>{dateOf(one)}</small>
            </span>
          )
        }}
        onChange={(value) => void choose(value)}
      />
      <p className={classes.facts} role="status">
        {run && <EndMark end={endOf(run)} />}{' '}
        {facts.map((fact, i) => (
          <span key={fact}>
            {i > 0 && ' · '}
            <bdi>{fact}</bdi>
          </span>
        ))}
      </p>
      <SinceRun className={classes.since} id={model.runId} />
      <p className={classes.classes}>
        {answering.classes(model.classes.length)} <NamesInLine names={names} called={calledNames(names)} most={NAMED} />
      </p>
    </section>
  )
}
