/** Nine augmented views of one picture, pixel for pixel what the network gets, beside the presets that make them. */
import { useEffect, useRef } from 'react'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { AugmentationPresets } from '../../recipe/AugmentationPresets'
import { isActive } from '../../run/runView'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './AugmentedViews.module.css'

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
  const { cropScaleMin, cropRatio, flip, rotation, jitter, erasing, imageSize, seed } = config
  const key = JSON.stringify([id, cropScaleMin, cropRatio, flip, rotation, jitter, erasing, imageSize, seed])
  const { value, problem, waiting } = useAnswer(key, () => trainer.api.dataset.augmentedViews(id, config))
  return (
    <section className={classes.section} aria-label={words.title}>
      <div className={classes.about}>
        <h3 className={classes.title}>{words.title}</h3>
        <p className={classes.dim}>{words.lead(imageSize)}</p>
        {heldOut && <p className={classes.dim}>{words.held}</p>}
        <AugmentationPresets disabled={locked} />
      </div>
      {problem ? (
        <ProblemNote {...wordProblem(text, problem)} />
      ) : (
        <ul className={classes.views} aria-label={words.list} aria-busy={waiting}>
          {Array.from({ length: 9 }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the views are told apart by their epoch alone
            <li key={i}>
              <View image={value?.[i] ?? null} label={words.view(i + 1)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function View({ image, label }: { readonly image: ImageData | null; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (image) canvas.current?.getContext('2d')?.putImageData(image, 0, 0)
  }, [image])
  return (
    <canvas ref={canvas} className={classes.view} width={image?.width ?? 1} height={image?.height ?? 1} role="img" aria-label={label} />
  )
}
