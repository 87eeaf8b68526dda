/** What was measured, engine by engine; and all of them in inferena's form. */
import { Table } from '@mantine/core'
import { isSameEngine, type Measured, type MeasuredParity, type MeasuredPass } from '../../workers/protocol'
import classes from './MeasureDevice.module.css'
import { engineName, useText } from './words'

interface EngineFiguresProps {
  readonly measured: Measured
  readonly engine: MeasuredParity
  /** Whether it is the one that others are compared with. */
  readonly isFirst: boolean
}

export function EngineFigures({ measured, engine, isFirst }: EngineFiguresProps) {
  const text = useText()
  const { device, numbers } = text
  const { measure } = device
  const name = engineName(text, engine)
  const ceiling = measured.ceilings.find((one) => isSameEngine(one, engine))
  const rates = measured.rates.filter((one) => isSameEngine(one, engine))
  return (
    <section className={classes.engine} aria-label={name}>
      <h3 className={classes.name}>{name}</h3>
      <p className={classes.note}>
        {[
          ceiling && measure.ceiling(numbers.fixed(ceiling.gflops, ceiling.gflops < 100 ? 1 : 0)),
          rates[0] && measure.batch(rates[0].batch),
          isFirst
            ? measure.reference
            : // A minus sign, at which no line breaks.
              (engine.isRight ? measure.parity : measure.wrong)(engine.error.toExponential(1).replace('-', '\u2212')),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {rates.length > 0 && (
        <Table className={classes.table} fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{measure.network}</Table.Th>
              <Table.Th scope="col">{measure.images}</Table.Th>
              <Table.Th scope="col">GFLOP/s</Table.Th>
              <Table.Th scope="col">{measure.share}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rates.map(({ imageSize, learns, imagesPerSecond, gflops }) => (
              <Table.Tr key={`${imageSize} ${learns}`}>
                <Table.Th scope="row">{measure.row(imageSize, measure.learns[learns])}</Table.Th>
                <Table.Td>{numbers.fixed(imagesPerSecond, imagesPerSecond < 100 ? 1 : 0)}</Table.Td>
                <Table.Td>{numbers.fixed(gflops, gflops < 100 ? 1 : 0)}</Table.Td>
                <Table.Td>{ceiling ? numbers.percent(gflops / ceiling.gflops, 0) : '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}

export function PassTable({ passes }: { readonly passes: readonly MeasuredPass[] }) {
  const text = useText()
  const { device, numbers } = text
  const { measure } = device
  return (
    <section className={classes.engine} aria-label={measure.inferena}>
      <h3 className={classes.name}>{measure.inferena}</h3>
      <p className={classes.note}>{measure.inferenaNote}</p>
      <Table className={classes.table} fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{measure.engine}</Table.Th>
            <Table.Th scope="col">{measure.inference}</Table.Th>
            <Table.Th scope="col">{measure.step}</Table.Th>
            <Table.Th scope="col">{measure.loss}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {passes.map((pass) => (
            <Table.Tr key={`${pass.backend} ${pass.device}`} data-struck={pass.isRight === false}>
              <Table.Th scope="row">
                {engineName(text, pass)}
                {pass.isRight === false && <span className={classes.wrong}>{measure.otherLoss}</span>}
                {pass.isRight === null && <span className={classes.note}>{measure.comparedWithNone}</span>}
              </Table.Th>
              <Table.Td>{numbers.fixed(pass.inferenceMs, 1)}</Table.Td>
              <Table.Td>{numbers.fixed(pass.trainingMs, 1)}</Table.Td>
              <Table.Td>{numbers.fixed(pass.loss, 4)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
