/** What of the recipe was fitted and why, with the press that takes it back. */
import { Button } from '@mantine/core'
import { OPTIONS } from '../../../workers/protocol'
import { trainingPictures } from '../../../workers/recipe/pictures'
import { fittedIn } from '../../recipe/recipeSlice'
import { valueWords } from '../../recipe/valueWords'
import { usePick } from '../../ui/language'
import { timeWords } from '../forecast'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './FitNote.module.css'

export function FitNote({ disabled }: { readonly disabled: boolean }) {
  const text = useText()
  const pick = usePick()
  const { train, recipe } = text
  const mode = useApp((state) => state.fitMode)
  const fitting = useApp((state) => state.fitting)
  const fit = useApp((state) => state.fit)
  const config = useApp((state) => state.config)
  const dataset = useApp((state) => state.dataset)
  const takeBack = useApp((state) => state.takeFitBack)
  const fitFromNowOn = useApp((state) => state.fitFromNowOn)
  if (!dataset) return null
  if (mode === 'taken-back')
    return (
      <div className={classes.note}>
        <p>{train.fit.notFitted}</p>
        <Button variant="subtle" size="compact-sm" disabled={disabled} onClick={() => void fitFromNowOn()}>
          {train.fit.again}
        </Button>
      </div>
    )
  if (mode === 'off' || !fitting || (!fit && fitting.isEnough)) return null
  const names = fittedIn(config, fit)
  const [after, before] = [fitting.after, fitting.before].map((one) => timeWords(one, text))
  return (
    <div className={classes.note} role="status">
      {names.length > 0 && (
        <>
          <p>{train.fit.title(trainingPictures(dataset, config))}</p>
          <ul>
            {names.map((name) => (
              <li key={name}>
                {train.fit.changed(
                  pick(OPTIONS[name].label),
                  valueWords(name, config[name], pick, recipe),
                  valueWords(name, fit?.instead[name], pick, recipe),
                  train.fit.reasons[fitting.reasons[name] ?? 'time'],
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>{fitting.isEnough ? train.fit.takes(after ?? '', before ?? '') : train.fit.stillLong(after ?? '')}</p>
      {names.length > 0 && (
        <Button variant="subtle" size="compact-sm" disabled={disabled} onClick={takeBack}>
          {train.fit.takeBack}
        </Button>
      )}
    </div>
  )
}
