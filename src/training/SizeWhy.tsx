/** Below the picture size: why it is what it is, unless the person chose it; then what the weights are best at. */
import { OPTIONS } from '../../workers/protocol'
import { usesFeatureCache } from '../../workers/recipe/strategy'
import { duration } from '../ui/format'
import classes from './OptionGroup.module.css'
import { useApp } from './state'
import { useText } from './words'

export function SizeWhy() {
  const { train, locale } = useText()
  const config = useApp((state) => state.config)
  const bestSize = useApp((state) => state.weights?.bestSize)
  const fitted = useApp((state) => state.fitted)
  if (bestSize === undefined) return null
  const { imageSize, cachedViews } = config
  const isFitted = fitted?.best.imageSize === bestSize && fitted.values.imageSize === imageSize && fitted.values.cachedViews === cachedViews
  const isLess = isFitted && fitted.values.imageSize < bestSize
  const views = isFitted && usesFeatureCache(config) ? cachedViews : null
  const forecast = fitted && duration(fitted.best.seconds, locale)
  return (
    <p className={classes.note}>
      {isLess && forecast
        ? train.sizeForTime(imageSize, bestSize, forecast)
        : imageSize === bestSize
          ? train.sizeOfWeights(bestSize)
          : train.sizeOther(imageSize, bestSize)}
      {views !== null && views < OPTIONS.cachedViews.default && forecast && !isLess && ` ${train.viewsForTime(views, forecast)}`}
    </p>
  )
}
