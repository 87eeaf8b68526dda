/** "None of these": learned by one press, switched on and off, set by how many of the person's own pictures pass, and tried with others. */
import { Button, Progress, Slider, Switch } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { IconPhotoQuestion } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { NoneOfInfo } from '../../workers/protocol'
import { isTaken } from '../model/networkUse'
import { OtherPictures, useRunOfOthers } from '../runs/OtherPictures'
import { duration } from '../ui/format'
import { Panel } from '../ui/Panel'
import { useFocusKept } from '../ui/useFocusKept'
import classes from './BetterAnswers.module.css'
import own from './NoneOfThese.module.css'
import { NoneOfTrialTable } from './NoneOfTrialTable'
import { useApp } from './state'
import { useText } from './words'

/** The slider counts in thousandths. */
const [LEAST, MOST] = [800, 999]

export function NoneOfThese({ runId }: { readonly runId: string }) {
  const { noneOf: text, ui, locale } = useText()
  const noneOf = useApp((state) => state.model?.noneOf ?? null)
  const hasPictures = useApp((state) => state.dataset !== null)
  const isOfOthers = useRunOfOthers(runId) !== null
  const busy = useApp((state) => isTaken(state) || state.opening !== null)
  const job = useApp((state) => state.noneOfJob)
  const doing = useApp((state) => state.noneOfDoing)
  const learn = useApp((state) => state.learnNoneOf)
  const tryOn = useApp((state) => state.tryNoneOf)
  const cancel = useApp((state) => state.cancelNoneOf)
  const working = job.status === 'working'
  const trialTitle = useFocusKept(job.status)
  const progress = working && (
    <>
      <p data-figures className={classes.note}>
        {text.done(job.done, job.of, job.secondsLeft === null ? '' : duration(job.secondsLeft, locale))}
      </p>
      <Progress value={job.of > 0 ? (100 * job.done) / job.of : 0} aria-label={text.progress} transitionDuration={0} />
    </>
  )
  const end = working && (
    <Button variant="default" data-cancels onClick={() => void cancel()}>
      {ui.cancel}
    </Button>
  )
  return (
    <div className={classes.stack}>
      <Panel title={text.title} note={text.lead}>
        <div className={classes.stack}>
          {noneOf && <Chosen noneOf={noneOf} />}
          <div className={classes.row}>
            {working && doing === 'learning' ? (
              end
            ) : (
              <Button
                variant={noneOf ? 'default' : 'filled'}
                disabled={busy || working || !hasPictures || isOfOthers}
                onClick={() => void learn()}
              >
                {noneOf ? text.again : text.learn}
              </Button>
            )}
            {!isOfOthers && <p className={classes.note}>{hasPictures ? text.takes : text.needsPictures}</p>}
          </div>
          {isOfOthers && <OtherPictures runId={runId} />}
          {doing === 'learning' && progress}
        </div>
      </Panel>
      {noneOf && (
        <Panel title={text.trial.title} note={text.trial.lead} headingRef={trialTitle}>
          <div className={classes.stack}>
            <Dropzone
              className={own.drop}
              disabled={busy || working}
              onDrop={(files) => void tryOn(files)}
              inputProps={{ 'aria-label': text.trial.drop }}
            >
              <IconPhotoQuestion size={28} stroke={1.4} aria-hidden />
              <span>{text.trial.drop}</span>
            </Dropzone>
            {doing === 'trying' && progress}
            {doing === 'trying' && end && <div className={classes.row}>{end}</div>}
            {job.status === 'done' && job.trial && job.runId === runId && <NoneOfTrialTable trial={job.trial} pass={noneOf.pass} />}
          </div>
        </Panel>
      )}
    </div>
  )
}

/** Whether it is told, and from when on. */
function Chosen({ noneOf }: { readonly noneOf: NoneOfInfo }) {
  const { noneOf: text, numbers } = useText()
  const set = useApp((state) => state.setNoneOf)
  const [pass, setPass] = useState(Math.round(1000 * noneOf.pass))
  useEffect(() => setPass(Math.round(1000 * noneOf.pass)), [noneOf.pass])
  const share = (thousandths: number) => numbers.percent(thousandths / 1000, 1)
  return (
    <>
      <Switch label={text.isOn} checked={noneOf.isOn} onChange={(event) => void set({ isOn: event.currentTarget.checked })} />
      <div className={own.pass}>
        <p>{text.pass(share(pass))}</p>
        <Slider
          min={LEAST}
          max={MOST}
          value={pass}
          disabled={!noneOf.isOn}
          label={share}
          thumbLabel={text.passLabel}
          marks={[800, 900, 950, 990].map((value) => ({ value, label: numbers.percent(value / 1000, 0) }))}
          onChange={setPass}
          onChangeEnd={(value) => void set({ pass: value / 1000 })}
        />
      </div>
      <p className={classes.note}>{text.price(share(1000 - pass), noneOf.pictures)}</p>
    </>
  )
}
