/** The search for a good recipe, beside the form: how it stands, what was found and why, what was tried. */
import { Button, Progress } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { type SearchState, samePictures, weightsName } from '../../../workers/protocol'
import { duration } from '../../ui/format'
import { usePick } from '../../ui/language'
import { Panel } from '../../ui/Panel'
import { useApp } from '../state'
import { type Text, useText } from '../words'
import classes from './Find.module.css'
import { Found } from './Found'
import { GoOn } from './GoOn'
import { aTrialOf, isSearchShown } from './searchSlice'
import { TriedTable } from './TriedTable'

/** How it stands, in a line. */
function standing({ recipeSearch: text }: Text, status: string, state: SearchState | null): string {
  if (status === 'stopping') return text.stopping
  if (status === 'starting' || (status === 'on' && !state)) return text.starting
  if (status === 'on' && state) {
    if (state.standing === 'paused') return text.paused
    if (state.standing === 'pausing') return text.pausing
    const { now } = state
    if (!now) return text.starting
    return now.features ? text.features(now.features.done, now.features.of) : text.trying(now.trial, now.epoch, now.epochs)
  }
  if (!state?.ended) return ''
  if (state.best === null && state.ended === 'time') return state.stages.length === 0 ? text.nothingWhole : text.nothing
  return text.ended[state.ended]
}

export function SearchPanel() {
  const text = useText()
  const pick = usePick()
  const { recipeSearch } = text
  const { status, state } = useApp((app) => app.search)
  const isShown = useApp(isSearchShown)
  const isOther = useApp(({ dataset, search }) => dataset !== null && search.state !== null && !samePictures(dataset, search.state.dataset))
  const fromOthers = useApp(({ weights, search }) => weights !== null && search.state !== null && search.state.weights !== weights.sha256)
  const its = useApp((app) => (app.search.state ? aTrialOf(app, app.search.state) : undefined))
  const itsWeights = its ? pick(weightsName(its.weights, its.config.depth)) : ''
  const close = useApp((app) => app.closeSearch)
  const isOn = status !== 'idle'
  if (!isShown) return null
  return (
    <Panel
      title={recipeSearch.title}
      actions={
        !isOn && (
          <Button size="compact-sm" variant="subtle" onClick={() => close()}>
            {recipeSearch.close}
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <div className={classes.state}>
          <span role="status">{standing(text, status, state)}</span>
          {isOn && state && state.seconds > 0 && (
            <span className={classes.left}>{recipeSearch.left(duration(Math.max(0, state.seconds - state.spent), text.locale))}</span>
          )}
        </div>
        {isOn && state && state.seconds > 0 && (
          <Progress
            value={Math.min(100, (100 * state.spent) / state.seconds)}
            size="sm"
            aria-label={recipeSearch.progress}
            transitionDuration={0}
          />
        )}
        {isOn && <Buttons />}
        {!isOn && state && isOther && <p className={classes.note}>{recipeSearch.ofOthers(state.dataset.name)}</p>}
        {!isOn && state && fromOthers && <p className={classes.note}>{recipeSearch.fromOthers(itsWeights)}</p>}
        {state && <Found state={state} isOn={isOn} />}
        {!isOn && state && state.ended !== 'done' && <GoOn isOther={isOther} fromOthers={fromOthers} />}
        {state && <TriedTable state={state} />}
      </div>
    </Panel>
  )
}

function Buttons() {
  const { recipeSearch: text } = useText()
  const { status, state } = useApp((app) => app.search)
  const pause = useApp((app) => app.pause)
  const resume = useApp((app) => app.resume)
  const stop = useApp((app) => app.stopSearch)
  const goes = (state?.standing ?? 'going') === 'going'
  return (
    <div className={classes.buttons}>
      <Button
        variant={goes ? 'default' : 'filled'}
        disabled={status !== 'on'}
        leftSection={goes ? <IconPlayerPause size={18} aria-hidden /> : <IconPlayerPlay size={18} aria-hidden />}
        onClick={() => void (goes ? pause() : resume())}
      >
        {goes ? text.pause : text.resume}
      </Button>
      <Button
        variant="default"
        disabled={status === 'stopping'}
        leftSection={<IconPlayerStop size={18} aria-hidden />}
        onClick={() => void stop()}
      >
        {text.stop}
      </Button>
    </div>
  )
}
