/** Whether the network's confidence can be taken at its word: reliability diagram, calibration error, temperature scaling. */
import { Switch, Table } from '@mantine/core'
import type { Evaluation } from '../../../workers/protocol'
import { isTaken, otherWork } from '../../model/networkUse'
import { markEdges } from '../../ui/edges'
import { Panel } from '../../ui/Panel'
import tables from '../../ui/Table.module.css'
import { useApp } from '../state'
import { useText } from '../words'
import { ChartPanel } from './ChartPanel'
import classes from './Curves.module.css'
import { temperatureSaid } from './temperature'
import { Bin, Curve, UnitChart } from './UnitChart'

export function Calibration({ evaluation }: { readonly evaluation: Evaluation }) {
  const { results, numbers, scores } = useText()
  const text = results.curves
  const { calibration, temperature } = evaluation
  const { before, after } = temperature
  const calibrate = useApp((state) => state.calibrate)
  const busy = useApp((state) => isTaken(state) || otherWork(state) !== null)
  const figure = (value: number) => numbers.fixed(value, 4)
  const said = temperatureSaid(temperature)
  const value = said.value === null ? null : numbers.fixed(said.value, 2)
  return (
    <div className={classes.pair}>
      <ChartPanel
        title={text.calibration}
        note={`ECE ${figure(calibration.error)}`}
        help={text.calibrationHelp}
        heads={[text.bin, scores.support, text.confidence, text.observed]}
        rows={() =>
          calibration.bins.map(({ from, to, count, predicted, observed }) => [
            `${numbers.percent(from, 0)} – ${numbers.percent(to, 0)}`,
            numbers.n(count),
            numbers.percent(predicted ?? Number.NaN),
            numbers.percent(observed ?? Number.NaN),
          ])
        }
        chart={
          <UnitChart label={text.calibration} x={text.confidence} y={text.observed}>
            {calibration.bins.map(
              ({ from, to, observed }) =>
                observed !== null && <Bin key={from} from={from} to={to} height={observed} color="var(--ty-accent)" />,
            )}
            <Curve x={[0, 1]} y={[0, 1]} color="var(--mantine-color-text)" width={1.3} dashed />
          </UnitChart>
        }
      />
      <Panel title={text.temperature} note={value ?? undefined}>
        <p className={classes.help}>{text.temperatureHelp[said.kind]}</p>
        {(temperature.isFitted || temperature.isTaken) && (
          <Switch
            mb={10}
            label={text.calibrated.use}
            description={text.calibrated.means}
            checked={temperature.isTaken}
            disabled={busy}
            onChange={(event) => void calibrate(event.currentTarget.checked)}
          />
        )}
        <p role="status" className={classes.help}>
          {temperature.isTaken ? text.calibrated.shown(value ?? '–') : text.calibrated.notShown}
        </p>
        <div ref={markEdges} data-keeps="left" className={tables.scroll}>
          <Table verticalSpacing={5} horizontalSpacing={8} fz="sm" className={tables.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{text.figure}</Table.Th>
                <Table.Th scope="col">{text.before}</Table.Th>
                {value !== null && <Table.Th scope="col">{text.after(value)}</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              <Table.Tr>
                <Table.Th scope="row">{text.logLoss}</Table.Th>
                <Table.Td>{figure(before.logLoss)}</Table.Td>
                {value !== null && <Table.Td>{figure(after.logLoss)}</Table.Td>}
              </Table.Tr>
              <Table.Tr>
                <Table.Th scope="row">{text.ece}</Table.Th>
                <Table.Td>{figure(before.error)}</Table.Td>
                {value !== null && <Table.Td>{figure(after.error)}</Table.Td>}
              </Table.Tr>
              <Table.Tr>
                <Table.Th scope="row">{text.brier}</Table.Th>
                <Table.Td>{figure(before.brier)}</Table.Td>
                {value !== null && <Table.Td>{figure(after.brier)}</Table.Td>}
              </Table.Tr>
            </Table.Tbody>
          </Table>
        </div>
      </Panel>
    </div>
  )
}
