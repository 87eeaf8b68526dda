/** The recipe to take, how good it looked and by which pictures, and the button that puts it into the form. */
import { Button } from '@mantine/core'
import { effective, OPTION_NAMES, type SearchState, wilsonInterval } from '../../../workers/protocol'
import { isTaken } from '../../model/networkUse'
import { addressOf } from '../../page/addresses'
import { usePick } from '../../ui/language'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Find.module.css'
import { triedIn } from './tried'

export function Found({ state, isOn }: { readonly state: SearchState; readonly isOn: boolean }) {
  const text = useText()
  const pick = usePick()
  const { recipeSearch, numbers } = text
  const best = state.trials.find(({ number }) => number === state.best)
  const figure = best?.figures.at(-1)
  const own = state.trials[0]?.figures.at(-1)
  const isTakenOver = useApp(({ config }) => {
    if (!best) return false
    const [now, found] = [effective(config), effective(best.config)]
    return OPTION_NAMES.every((name) => name === 'backend' || name === 'depth' || name === 'attention' || now[name] === found[name])
  })
  if (!best || !figure) return null
  const [low, high] = wilsonInterval(Math.round(figure.accuracy * figure.judged), figure.judged)
  return (
    <section className={classes.best} aria-label={isOn ? recipeSearch.best(best.number) : recipeSearch.found(best.number)}>
      <h3 className={classes.bestTitle}>{isOn ? recipeSearch.best(best.number) : recipeSearch.found(best.number)}</h3>
      <p className={classes.what}>{triedIn(text, pick, best)}</p>
      <p>
        {recipeSearch.itsFigure(
          numbers.percent(figure.accuracy),
          numbers.percent(low),
          numbers.percent(high),
          figure.judged,
          figure.epochs,
        )}{' '}
        {best.number === 1 ? recipeSearch.isYours : own && recipeSearch.yours(numbers.percent(own.accuracy), own.epochs)}
      </p>
      <p className={classes.note}>
        {recipeSearch.flatters} {state.folds > 0 && recipeSearch.folds(state.folds)}
      </p>
      {!isOn && <Take runId={best.runId} isTakenOver={isTakenOver} />}
    </section>
  )
}

function Take({ runId, isTakenOver }: { readonly runId: string | null; readonly isTakenOver: boolean }) {
  const { recipeSearch: text } = useText()
  const take = useApp((state) => state.takeFound)
  const openRun = useApp((state) => state.openRun)
  const run = useApp((state) => state.runs?.find(({ id, bestFile }) => id === runId && bestFile !== null))
  const locked = useApp(isTaken)
  const open = async () => {
    if (run && (await openRun(run))) location.hash = addressOf('results')
  }
  return (
    <div className={classes.buttons}>
      <Button disabled={locked || isTakenOver} onClick={take}>
        {text.take}
      </Button>
      {run && (
        <Button variant="default" disabled={locked} onClick={() => void open()}>
          {text.openRun}
        </Button>
      )}
      <span role="status">{isTakenOver && text.taken}</span>
    </div>
  )
}
