/** The next run in words: on the button, and what it would be and take. */
import { useNetwork } from '@mantine/hooks'
import { OPTIONS, PRESETS, STARTS, weightsName } from '../../workers/protocol'
import { trainingPictures } from '../../workers/recipe/pictures'
import { titleOf } from '../dataset/title'
import { fittedIn } from '../recipe/recipeSlice'
import { usePick } from '../ui/language'
import { differencesOf } from './differences'
import { forecastWords } from './forecast'
import { type NextRun, nextRun } from './nextRun'
import classes from './RunBar.module.css'
import { leadToRecipe } from './recipePlace'
import { recordOf } from './runShown'
import { useApp } from './state'
import { useEstimate } from './useEstimate'
import { atPress, isStartHere, nextStart } from './weights'
import { useText } from './words'

function useNextRun(): NextRun {
  const config = useApp((state) => state.config)
  const fit = useApp((state) => state.fit)
  const weights = useApp((state) => state.weights)
  const dataset = useApp((state) => state.dataset)
  const run = useApp((state) => state.run)
  const record = useApp(recordOf)
  return nextRun({ config, fit, weights, dataset, run, record })
}

/** What the button says. */
export function useTrainWords(): string {
  const text = useText()
  const pick = usePick()
  const dataset = useApp((state) => state.dataset)
  const isDefault = useApp((state) => state.touched.size === 0)
  const { kind, preset, options, otherWeights } = useNextRun()
  if (!dataset) return text.train.start
  if (kind === 'changed') return text.train.startChanged(options.length + (otherWeights ? 1 : 0))
  const recipe = preset ? pick(PRESETS[preset].label) : isDefault ? text.train.defaultRecipe : text.train.ownRecipe
  return (kind === 'again' ? text.train.startAgainOn : text.train.startOn)(recipe, titleOf(text, dataset))
}

/** What would be trained, how it differs from what is shown, and how long it takes. */
export function NextRunLines() {
  const text = useText()
  const pick = usePick()
  const { train } = text
  const config = useApp((state) => state.config)
  const weights = useApp((state) => state.weights)
  const dataset = useApp((state) => state.dataset)
  const difference = useNextRun()
  const fit = useApp((state) => state.fit)
  const next = useApp(nextStart)
  const isHere = useApp(isStartHere)
  const { online } = useNetwork()
  const does = useApp((state) => atPress(state, !online))
  const hasRun = useApp((state) => state.run.status !== 'idle')
  const shown = useApp((state) => state.run.config)
  const record = useApp(recordOf)
  const estimate = useEstimate()
  const fitted = fittedIn(config, fit)
  if (!dataset || !weights) return null
  const isWithout = does === 'without-network'
  const startName = isHere || isWithout ? pick(weightsName(weights, weights.depth)) : next ? pick(STARTS[next].label) : null
  const differs =
    difference.kind === 'changed' && shown
      ? differencesOf(
          difference,
          { config: shown, weights: record ? pick(weightsName(record.weights, record.config.depth)) : null },
          { config, weights: startName },
          text,
          pick,
        )
      : []
  return (
    <div className={classes.next}>
      <p>
        {train.nextIs(
          startName ?? train.startOpen,
          pick(OPTIONS.strategy.values[config.strategy]),
          config.epochs,
          config.imageSize,
          trainingPictures(dataset, config),
        )}
        {/* Where both do not stand beside each other, what the last run did comes first. */}
        {hasRun && (
          <>
            {' '}
            <button type="button" className={classes.toRecipe} onClick={leadToRecipe}>
              {train.toRecipe}
            </button>
          </>
        )}
      </p>
      {does === 'ask' && <p>{train.startAsked}</p>}
      {isWithout && <p>{train.withoutNetwork}</p>}
      {differs.length > 0 && <p>{train.differs(differs)}</p>}
      {fitted.length > 0 && <p>{train.fit.fitted(fitted.map((name) => pick(OPTIONS[name].label)))}</p>}
      {/* Other weights are best at another size, and take another time. */}
      {(isHere || isWithout) && estimate && <p>{forecastWords(estimate, text)}</p>}
      {does === 'ask' && weights.bundled && estimate && <p>{train.ofStarter(forecastWords(estimate, text))}</p>}
    </div>
  )
}
