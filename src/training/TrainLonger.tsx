/** A run that ended goes on for more epochs: the same run, with its own recipe. */
import { Button, NumberInput } from '@mantine/core'
import { IconPlayerTrackNext } from '@tabler/icons-react'
import { useState } from 'react'
import { OPTIONS, type RunRecord, samePictures } from '../../workers/protocol'
import { isKept } from '../dataset/kept'
import { otherWork } from '../model/networkUse'
import { isActive } from '../run/runView'
import classes from './ShownRun.module.css'
import { type TrainingState, useApp } from './state'
import { useText } from './words'

/** The run that is shown, where it ended with something to go on from and its pictures are open or can be opened again. */
export function canGoLonger({
  run,
  runs,
  dataset,
  keptDatasets,
}: Pick<TrainingState, 'run' | 'runs' | 'dataset' | 'keptDatasets'>): RunRecord | null {
  if (isActive(run) || run.reason === 'diverged') return null
  const record = runs?.find(({ id }) => id === run.started?.runId)
  if (record?.status !== 'finished' || record.checkpoints.length === 0 || record.epochs.length >= OPTIONS.epochs.max) return null
  return (dataset && samePictures(dataset, record.dataset)) || isKept(keptDatasets, record.dataset) ? record : null
}

/** Epochs to offer: those that were left when it was stopped, else half as many again. */
export const moreEpochs = ({ config, epochs }: Pick<RunRecord, 'config' | 'epochs'>): number =>
  config.epochs > epochs.length ? config.epochs - epochs.length : Math.max(1, Math.ceil(epochs.length / 2))

export function TrainLonger() {
  const { train } = useText()
  const record = useApp(canGoLonger)
  const busy = useApp((state) => state.opening !== null || otherWork(state) !== null)
  const resumeRun = useApp((state) => state.resumeRun)
  const [chosen, setChosen] = useState<{ readonly of: RunRecord; readonly epochs: number } | null>(null)
  if (!record) return null
  const most = OPTIONS.epochs.max - record.epochs.length
  const epochs = Math.min(most, chosen?.of === record ? chosen.epochs : moreEpochs(record))
  return (
    <div className={classes.longer}>
      <NumberInput
        aria-label={train.longerEpochs}
        value={epochs}
        min={1}
        max={most}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        w={76}
        onChange={(value) => typeof value === 'number' && value >= 1 && setChosen({ of: record, epochs: value })}
      />
      <Button
        variant="default"
        disabled={busy}
        leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
        onClick={() => void resumeRun(record, epochs)}
      >
        {train.longer(epochs)}
      </Button>
    </div>
  )
}
