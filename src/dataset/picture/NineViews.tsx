/** Nine augmented views of one picture, pixel for pixel what the network gets, drawn anew as the recipe changes. */
import { useEffect, useRef } from 'react'
import { augmentationIn } from '../../../workers/protocol'
import { trainSize } from '../../../workers/recipe/batches'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './NineViews.module.css'

/** How many there are: of as many epochs. */
export const VIEWS = 9

export function NineViews({ id }: { readonly id: number }) {
  const text = useText()
  const { views: words } = text.pictures
  const config = useApp((state) => state.config)
  const version = useApp((state) => state.datasetVersion)
  const { seed, transparency } = config
  const sizes = Array.from({ length: VIEWS }, (_, i) => trainSize(config, i + 1))
  const key = JSON.stringify([version, id, augmentationIn(config), sizes, seed, transparency])
  const { value, problem, waiting } = useAnswer(key, () => trainer.api.dataset.augmentedViews(id, config))
  if (problem) return <ProblemNote {...wordProblem(text, problem)} />
  return (
    <ul className={classes.views} aria-label={words.list} aria-busy={waiting}>
      {Array.from({ length: VIEWS }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the views are told apart by their epoch alone
        <li key={i}>
          <View image={value?.[i] ?? null} label={words.view(i + 1)} />
        </li>
      ))}
    </ul>
  )
}

/** A picture as the network gets it; empty while it is on its way. */
export function View({ image, label }: { readonly image: ImageData | null; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (image) canvas.current?.getContext('2d')?.putImageData(image, 0, 0)
  }, [image])
  return (
    <canvas ref={canvas} className={classes.view} width={image?.width ?? 1} height={image?.height ?? 1} role="img" aria-label={label} />
  )
}
