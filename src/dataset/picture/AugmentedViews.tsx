/** Nine augmented views of one picture, pixel for pixel what the network gets, beside the presets that make them. */
import { trainSize } from '../../../workers/recipe/batches'
import { AugmentationPresets } from '../../recipe/AugmentationPresets'
import { isActive } from '../../run/runView'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './AugmentedViews.module.css'
import { NineViews, VIEWS } from './NineViews'

interface AugmentedViewsProps {
  readonly id: number
  /** Whether the picture is held out of training. */
  readonly heldOut: boolean
}

export function AugmentedViews({ id, heldOut }: AugmentedViewsProps) {
  const text = useText()
  const { views: words } = text.pictures
  const config = useApp((state) => state.config)
  const locked = useApp((state) => isActive(state.run))
  return (
    <section className={classes.section} aria-label={words.title}>
      <div className={classes.about}>
        <h3 className={classes.title}>{words.title}</h3>
        <p className={classes.dim}>{words.lead(trainSize(config, 1), trainSize(config, VIEWS))}</p>
        {heldOut && <p className={classes.dim}>{words.held}</p>}
        <AugmentationPresets disabled={locked} />
      </div>
      <NineViews id={id} />
    </section>
  )
}
