/** Says below an option that asks for pictures' sizes which of them the network that would be trained does not take, before a run is refused for them. */
import { ofWeights, type SizeOption, sizeStepOf, sizesBeside, sizesRefused } from '../../workers/recipe/network'
import classes from './OptionGroup.module.css'
import { useApp } from './state'
import { useText } from './words'

export function SizesRefused({ of }: { readonly of: SizeOption }) {
  const { train } = useText()
  const recipe = useApp((state) => state.config)
  const weights = useApp((state) => state.weights)
  const config = ofWeights(recipe, weights)
  const refused = sizesRefused(config)[of]
  return (
    refused.length > 0 && <p className={classes.note}>{train.sizesOfPatches(refused, sizeStepOf(config), sizesBeside(config, refused))}</p>
  )
}
