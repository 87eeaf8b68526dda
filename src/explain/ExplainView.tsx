/** One picture with its probabilities and Grad-CAM for a class laid over it. */
import { type ReactNode, useState } from 'react'
import { NoneOfNote } from '../model/NoneOfNote'
import { wordProblem } from '../page/ProblemList'
import { trainer } from '../page/trainer'
import { ClassProbabilities } from '../scores/ClassProbabilities'
import { Name } from '../ui/Name'
import { ProblemNote } from '../ui/ProblemNote'
import { useAnswer } from '../ui/useAnswer'
import classes from './ExplainModal.module.css'
import { HeatControls, OPACITY } from './HeatControls'
import { HeatPicture } from './HeatPicture'
import { useText } from './words'

/** A picture of the open dataset by its id, or any other by its file. */
export interface Explained {
  readonly key: string
  readonly name: string
  readonly picture: number | Blob
}

interface ExplainViewProps {
  readonly explained: Explained
  readonly names: readonly string[]
  /** What else can be done with the picture. */
  readonly children?: ReactNode
}

export function ExplainView({ explained, names, children }: ExplainViewProps) {
  const text = useText()
  const { gradCam } = text
  const [chosen, setChosen] = useState<number | null>(null)
  const [opacity, setOpacity] = useState(OPACITY)
  const { value, problem } = useAnswer(`${explained.key}/${chosen}`, () =>
    trainer.api.answers.explain(explained.picture, chosen ?? undefined),
  )
  const shownClass = names[value?.classIndex ?? chosen ?? 0] ?? ''
  return (
    <>
      <p className={classes.path}>
        <Name wraps>{explained.name}</Name>
      </p>
      {problem && <ProblemNote {...wordProblem(text, problem)} />}
      <div className={classes.pair}>
        <div className={classes.left}>
          <div className={classes.pictures}>
            <figure>
              <div className={classes.stage}>{value && <HeatPicture explanation={value} opacity={0} label={gradCam.original} />}</div>
              <figcaption>{gradCam.original}</figcaption>
            </figure>
            <figure>
              <div className={classes.stage}>
                {value && <HeatPicture explanation={value} opacity={opacity} label={gradCam.picture(shownClass)} />}
              </div>
              <figcaption>
                <bdi>{gradCam.lead(shownClass)}</bdi>
              </figcaption>
            </figure>
          </div>
          <HeatControls
            names={names}
            chosen={chosen}
            shown={value?.classIndex ?? null}
            onChoose={setChosen}
            opacity={opacity}
            onOpacity={setOpacity}
          />
        </div>
        <div className={classes.side}>
          <NoneOfNote similarity={value?.similarity ?? null} keepsPlace />
          <ClassProbabilities names={names} probabilities={value?.probabilities ?? null} />
          {children}
        </div>
      </div>
    </>
  )
}
