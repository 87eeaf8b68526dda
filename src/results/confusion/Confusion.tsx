/** The confusion matrix with everything about it: counts or shares, how it evolved, the pictures in each cell, files. */
import { Anchor, Button, Drawer, SegmentedControl, Slider } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { denseConfusion, type EpochRecord } from '../../../workers/protocol'
import { ConfusionMatrix } from '../../scores/ConfusionMatrix'
import { MEASURES, type Measure, matrixRows } from '../../scores/measures'
import { calledNames } from '../../ui/names'
import { Panel } from '../../ui/Panel'
import { csvFile, save } from '../../ui/save'
import { JudgedPictures } from '../pictures/JudgedPictures'
import { useApp } from '../state'
import { Unready } from '../Unready'
import { useInsight } from '../useInsight'
import { useText } from '../words'
import classes from './Confusion.module.css'
import { matrixPng } from './matrixPng'

interface ConfusionProps {
  /** At least one epoch. */
  readonly records: readonly EpochRecord[]
  readonly best: EpochRecord
  readonly names: readonly string[]
}

export function Confusion({ records, best, names }: ConfusionProps) {
  const { results, scores, numbers, ui } = useText()
  const { matrix } = results
  const report = useApp((state) => state.report)
  const { status } = useInsight()
  const [measure, setMeasure] = useState<Measure>('count')
  const [chosen, setChosen] = useState<number | null>(null)
  const [cell, setCell] = useState<{ readonly actual: number; readonly predicted: number } | null>(null)
  const record = records.find(({ epoch }) => epoch === chosen) ?? best
  const isBest = record.epoch === best.epoch
  const openCell = status === 'ready' && isBest ? (actual: number, predicted: number) => setCell({ actual, predicted }) : undefined
  const called = calledNames(names)
  const titleOf = ({ actual, predicted }: NonNullable<typeof cell>, of = called) => {
    const name = (index: number) => of[index] ?? String(index)
    return actual === predicted ? scores.right(name(actual)) : scores.wrong(name(actual), name(predicted))
  }

  const savePng = async () => {
    try {
      const blob = await matrixPng({
        counts: denseConfusion(record.confusion),
        names,
        measure,
        title: `${results.confusionTitle} · ${matrix.epochOf(record.epoch, records.length)}`,
        actual: scores.actual,
        predicted: scores.predicted,
        word: (count, share) => (measure === 'count' ? numbers.n(count) : numbers.percent(share)),
      })
      save({ name: `confusion-epoch-${record.epoch}.png`, blob })
    } catch (thrown) {
      report(thrown)
    }
  }
  return (
    <Panel
      title={results.confusionTitle}
      note={`${matrix.epochOf(record.epoch, records.length)}${isBest ? `, ${matrix.best}` : ''}`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={matrix.measure}
          value={measure}
          onChange={(value) => setMeasure(value as Measure)}
          data={MEASURES.map((value) => ({ value, label: matrix.measures[value] }))}
        />
      }
    >
      <p className={classes.note}>{matrix.measureHelp[measure]}</p>
      <ConfusionMatrix counts={record.confusion} names={names} measure={measure} onOpen={openCell} />
      <div className={classes.controls}>
        {records.length > 1 && (
          <div className={classes.slider}>
            <span aria-hidden>{matrix.epoch}</span>
            <Slider
              className={classes.track}
              min={records[0]?.epoch ?? 1}
              max={records.at(-1)?.epoch ?? 1}
              value={record.epoch}
              onChange={setChosen}
              label={(epoch) => numbers.n(epoch)}
              thumbLabel={matrix.epoch}
              marks={[{ value: best.epoch, label: matrix.best }]}
            />
          </div>
        )}
        <div className={classes.files}>
          <Button variant="default" size="xs" leftSection={<IconDownload size={15} aria-hidden />} onClick={() => void savePng()}>
            {matrix.png}
          </Button>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() =>
              save(csvFile(`confusion-epoch-${record.epoch}.csv`, matrixRows(denseConfusion(record.confusion), names, measure)))
            }
          >
            {matrix.csv}
          </Button>
        </div>
      </div>
      {status === 'ready' ? (
        !isBest && (
          <p className={classes.note} role="status">
            {matrix.onlyBest(best.epoch)}{' '}
            <Anchor component="button" type="button" size="sm" onClick={() => setChosen(null)}>
              {matrix.toBest}
            </Anchor>
          </p>
        )
      ) : (
        <Unready status={status} />
      )}
      <Drawer
        opened={cell !== null}
        onClose={() => setCell(null)}
        position="right"
        size="xl"
        title={cell && <span title={titleOf(cell, names)}>{titleOf(cell)}</span>}
        closeButtonProps={{ 'aria-label': ui.close }}
        transitionProps={{ duration: 0 }}
      >
        {cell && (
          <>
            <p className={classes.note}>{matrix.surest}</p>
            <JudgedPictures query={{ kind: 'cell', ...cell }} label={titleOf(cell)} none={matrix.none} />
          </>
        )}
      </Drawer>
    </Panel>
  )
}
