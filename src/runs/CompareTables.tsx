/** Figures and settings of several runs, a column each. */
import { Switch, Table } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { behind, OPTIONS, type Option, type OptionName, type RunRecord, weightsName } from '../../workers/protocol'
import { engineName } from '../device/words'
import { EndMark } from '../run/EndMark'
import { endOf } from '../run/runEnd'
import { mostAccurateOf } from '../run/runView'
import { markEdges } from '../ui/edges'
import { compact, duration } from '../ui/format'
import { usePick } from '../ui/language'
import { Panel } from '../ui/Panel'
import { secondsOf } from './columns'
import { RunMark } from './RunMark'
import { RunName } from './RunName'
import classes from './Runs.module.css'
import { bestOfRun, figuresOf, settingsOf } from './runsView'
import { useText } from './words'

interface RunColumns {
  readonly runs: readonly RunRecord[]
}

function ColumnHeads({ runs, first }: RunColumns & { readonly first: string }) {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th scope="col">{first}</Table.Th>
        {runs.map((run, i) => (
          <Table.Th key={run.id} scope="col">
            <span className={classes.column} title={run.name}>
              <RunMark index={i} /> <RunName run={run} /> <EndMark end={endOf(run)} />
            </span>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  )
}

export function FigureTable({ runs }: RunColumns) {
  const text = useText()
  const { runs: word, numbers, locale } = text
  const pick = usePick()
  const best = (run: RunRecord) => bestOfRun(run)
  const rows: Record<keyof typeof word.figures, (run: RunRecord) => ReactNode> = {
    accuracy: (run) => numbers.percent(best(run)?.val.accuracy ?? Number.NaN),
    highest: (run) => {
      const most = mostAccurateOf(run.epochs)
      return most ? `${numbers.percent(most.val.accuracy)} (${text.runView.confusionOf(most.epoch)})` : '–'
    },
    test: (run) => numbers.percent(figuresOf(run)?.test?.scores.accuracy ?? Number.NaN),
    loss: (run) => numbers.fixed(best(run)?.val.loss ?? Number.NaN, 3),
    trainLoss: (run) => numbers.fixed(best(run)?.train.loss ?? Number.NaN, 3),
    bestEpoch: (run) => numbers.n(best(run)?.epoch ?? Number.NaN),
    epochs: (run) => word.epochsOf(run.epochs.length, run.config.epochs),
    time: (run) => duration(secondsOf(run), locale),
    speed: (run) => numbers.n(run.summary?.imagesPerSecond ?? Number.NaN),
    pictures: (run) => `${run.dataset.name} (${numbers.n(run.split.train.length)} + ${numbers.n(run.split.val.length)})`,
    weights: (run) => pick(weightsName(run.weights, run.config.depth)),
    device: (run) => engineName(text, run.device),
  }
  return (
    <Panel title={word.metrics}>
      <div ref={markEdges} data-keeps="left" className={classes.scroll}>
        <Table verticalSpacing={5} fz="sm" className={classes.columns}>
          <ColumnHeads runs={runs} first={word.figure} />
          <Table.Tbody>
            {(Object.keys(rows) as (keyof typeof rows)[]).map((name) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{word.figures[name]}</Table.Th>
                {runs.map((run) => (
                  <Table.Td key={run.id}>{rows[name](run)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Panel>
  )
}

export function SettingTable({ runs }: RunColumns) {
  const { runs: word } = useText()
  const pick = usePick()
  const [onlyDifferent, setOnlyDifferent] = useState(true)
  const settings = settingsOf(runs)
  const shown = onlyDifferent ? settings.filter(({ differs }) => differs) : settings
  const valueIn = (name: OptionName, run: RunRecord): string => {
    const option: Option = OPTIONS[name]
    const value = run.config[name]
    if (option.kind === 'choice') return pick(option.values[String(value)] ?? { en: String(value), zh: String(value) })
    if (option.kind === 'switch') return value ? word.on : word.off
    if (option.kind === 'list') return String(value || '–')
    const words = behind(option, Number(value))
    return `${compact(Number(value))}${words ? pick(words) : ''}`
  }
  return (
    <Panel
      title={word.settings}
      actions={
        <Switch
          size="xs"
          label={word.onlyDifferent}
          checked={onlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
      }
    >
      {shown.length === 0 ? (
        <p className={classes.line}>{word.allSame}</p>
      ) : (
        <div ref={markEdges} data-keeps="left" className={classes.scroll}>
          <Table verticalSpacing={5} fz="sm" className={classes.columns}>
            <ColumnHeads runs={runs} first={word.setting} />
            <Table.Tbody>
              {shown.map(({ name, differs }) => (
                <Table.Tr key={name} data-differs={differs || undefined}>
                  <Table.Th scope="row">{pick(OPTIONS[name].label)}</Table.Th>
                  {runs.map((run) => (
                    <Table.Td key={run.id}>{valueIn(name, run)}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Panel>
  )
}
