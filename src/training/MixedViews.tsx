/** What mixing makes of the run's first batches, three pictures with the shares of both classes; and that it does nothing where features are kept. */
import { inForce } from '../../workers/protocol'
import { mixesPictures } from '../../workers/recipe/batches'
import { View } from '../dataset/picture/NineViews'
import { wordProblem } from '../page/ProblemList'
import { trainer } from '../page/trainer'
import { ClassName } from '../scores/ClassName'
import { calledNames } from '../ui/names'
import { ProblemNote } from '../ui/ProblemNote'
import { useAnswer } from '../ui/useAnswer'
import classes from './MixedViews.module.css'
import { useApp } from './state'
import { useText } from './words'

export function MixedViews() {
  const text = useText()
  const { train } = text
  const config = useApp((state) => state.config)
  const version = useApp((state) => state.datasetVersion)
  const dataset = useApp((state) => state.dataset)
  const mixes = mixesPictures(config)
  const { value, problem, waiting } = useAnswer(dataset && mixes ? JSON.stringify([version, config]) : null, () =>
    trainer.api.dataset.mixedViews(config),
  )
  if (!inForce('mixup', config)) return <p className={classes.note}>{train.notMixed}</p>
  if (!mixes) return null
  if (problem) return <ProblemNote {...wordProblem(text, problem)} />
  if (!value || value.length === 0) return null
  const names = dataset?.classes.map(({ name }) => name) ?? []
  const called = calledNames(names)
  return (
    <div className={classes.mixed}>
      <p className={classes.note}>{train.mixedLead(value.length)}</p>
      <ul className={classes.views} aria-label={train.mixedList} aria-busy={waiting}>
        {value.map(({ image, shares }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pictures are told apart by their batch alone
          <li key={i}>
            <View image={image} label={train.mixedView(i + 1)} />
            {shares.map(({ label, share }) => (
              <ClassName key={label} index={label} name={names[label] ?? ''} short={called[label]} figure={train.mixedShare(share)} />
            ))}
          </li>
        ))}
      </ul>
    </div>
  )
}
