/** A group of the recipe's options that folds, made from the table: those in force, and what belongs to one of them right below it. */
import { Fragment, type ReactNode } from 'react'
import { OPTIONS, type OptionName, SECTION_WORDS, type Section } from '../../workers/protocol'
import { AugmentationPresets } from '../recipe/AugmentationPresets'
import { OptionField } from '../recipe/OptionField'
import { changesFrom, optionsOf } from '../recipe/recipeSlice'
import { usePick } from '../ui/language'
import { Blocks } from './Blocks'
import { LearningRate } from './LearningRate'
import { MixedViews } from './MixedViews'
import { TrainedNetwork } from './NetworkLine'
import classes from './OptionGroup.module.css'
import { PrecisionHere } from './PrecisionHere'
import { SizesLeftOut } from './SizesLeftOut'
import { SizesRefused } from './SizesRefused'
import { useApp } from './state'
import { TrainingViews } from './TrainingViews'
import { useText } from './words'

/** What shows an option's effect, or helps to choose its value. */
const BELOW: Partial<Record<OptionName, () => ReactNode>> = {
  depth: TrainedNetwork,
  strategy: Blocks,
  learningRate: LearningRate,
  imageSize: () => <SizesRefused of="imageSize" />,
  trainSizes: () => (
    <>
      <SizesRefused of="trainSizes" />
      <SizesLeftOut />
    </>
  ),
  precision: PrecisionHere,
}

/** Two of them fit beside one another: the rest take the whole width. */
const NARROW: readonly OptionName[] = ['epochs', 'batchSize', 'imageSize']

interface OptionGroupProps {
  readonly section: Section
  readonly disabled: boolean
  readonly open: boolean
  readonly onToggle: (open: boolean) => void
}

export function OptionGroup({ section, disabled, open, onToggle }: OptionGroupProps) {
  const { train } = useText()
  const pick = usePick()
  const config = useApp((state) => state.config)
  const changed = useApp((state) => changesFrom(state).filter((name) => OPTIONS[name].section === section).length)
  const { label, help } = SECTION_WORDS[section]
  return (
    <details className={classes.group} open={open} onToggle={(event) => onToggle(event.currentTarget.open)}>
      <summary>
        <span className={classes.label}>{pick(label)}</span>
        {changed > 0 && <span className={classes.changed}>{train.changed(changed)}</span>}
        <span className={classes.help}>{pick(help)}</span>
      </summary>
      {/* Thirty fields that nobody sees would be drawn anew whenever a run starts or ends. */}
      {open && (
        <fieldset className={classes.options} aria-label={pick(label)}>
          {section === 'augmentation' && (
            <div className={classes.wide}>
              <AugmentationPresets disabled={disabled} />
              <TrainingViews />
              <MixedViews />
            </div>
          )}
          {optionsOf(section, config).map((name) => {
            const Below = BELOW[name]
            return (
              <Fragment key={name}>
                <OptionField name={name} disabled={disabled} wide={!NARROW.includes(name)} />
                {Below && (
                  <div className={classes.wide}>
                    <Below />
                  </div>
                )}
              </Fragment>
            )
          })}
        </fieldset>
      )}
    </details>
  )
}
