/** The offer to go on with the newest interrupted run, and what stands in the way. */
import { Button } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { sameClasses, samePictures } from '../../workers/protocol'
import { isKept } from '../dataset/kept'
import { otherWork } from '../model/networkUse'
import { addressOf } from '../page/addresses'
import { isActive } from '../run/runView'
import { RunName } from './RunName'
import classes from './Runs.module.css'
import { resumable, resumesAt } from './runsView'
import { useApp } from './state'
import { useText } from './words'

export function ResumeOffer() {
  const { runs: text, waitsFor } = useText()
  const run = useApp((state) => (isActive(state.run) ? null : resumable(state.runs)))
  const isOpen = useApp((state) => state.dataset !== null && run !== null && samePictures(state.dataset, run.dataset))
  const renamed = useApp(
    ({ dataset }) => run !== null && !sameClasses(run.classes, dataset?.classes.map(({ name }) => name) ?? run.classes),
  )
  const kept = useApp((state) => run !== null && isKept(state.keptDatasets, run.dataset))
  const opening = useApp((state) => state.opening !== null)
  const other = useApp(otherWork)
  const resumeRun = useApp((state) => state.resumeRun)
  const [declined, setDeclined] = useState<string | null>(null)
  const epoch = run && resumesAt(run)
  if (!run || epoch === null || declined === run.id) return null
  const goOn = () => {
    void resumeRun(run)
    location.hash = addressOf('train')
  }
  const possible = isOpen || kept
  return (
    <section className={classes.offer} aria-label={text.goOn(run.name, epoch)}>
      <div className={classes.offerText}>
        <strong>
          <RunName run={run} />
        </strong>
        <p>{text.interrupted(run.epochs.length, run.config.epochs)}</p>
        {other && <p role="status">{waitsFor[other]}</p>}
        {isOpen && renamed && <p>{text.ownClasses(run.classes)}</p>}
        {!isOpen && <p>{kept ? text.reopens(run.dataset.name) : text.openFirst(run.dataset.name)}</p>}
      </div>
      <div className={classes.offerButtons}>
        {possible ? (
          <Button leftSection={<IconPlayerPlay size={17} aria-hidden />} disabled={opening || other !== null} onClick={goOn}>
            {text.goOn(run.name, epoch)}
          </Button>
        ) : (
          <Button component="a" href={addressOf('data')}>
            {text.toData}
          </Button>
        )}
        <Button variant="subtle" color="gray" onClick={() => setDeclined(run.id)}>
          {text.notNow}
        </Button>
      </div>
    </section>
  )
}
