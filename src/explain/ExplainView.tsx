/** One picture with its probabilities and where the network looked laid over it. */
import { type ReactNode, useState } from 'react'
import { NoneOfNote } from '../model/NoneOfNote'
import { wordProblem } from '../page/ProblemList'
import { trainer } from '../page/trainer'
import { ClassProbabilities } from '../scores/ClassProbabilities'
import { Name } from '../ui/Name'
import { calledNames } from '../ui/names'
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
  /** Class index of its label; null without one, absent where nobody knows. */
  readonly label?: number | null
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
  const shows = value?.shows ?? 'class'
  const { attention } = gradCam
  const shown = value?.classIndex ?? chosen ?? 0
  const called = calledNames(names)
  const shownClass = called[shown] ?? ''
  const label = explained.label ?? null
  const answered = value ? value.probabilities.indexOf(Math.max(...value.probabilities)) : -1
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
                {value && (
                  <HeatPicture
                    explanation={value}
                    opacity={opacity}
                    label={shows === 'attention' ? attention.picture : gradCam.picture(shownClass)}
                  />
                )}
              </div>
              <figcaption>{shows === 'attention' ? attention.lead : <bdi title={names[shown]}>{gradCam.lead(shownClass)}</bdi>}</figcaption>
            </figure>
          </div>
          <HeatControls
            names={names}
            shows={shows}
            chosen={chosen}
            shown={value?.classIndex ?? null}
            onChoose={setChosen}
            opacity={opacity}
            onOpacity={setOpacity}
          />
        </div>
        <div className={classes.side}>
          <NoneOfNote similarity={value?.similarity ?? null} keepsPlace />
          {label !== null && answered >= 0 && (
            <p className={classes.verdict} data-right={answered === label} role="status" title={`${names[label]} / ${names[answered]}`}>
              {gradCam.verdict(called[label] ?? '', called[answered] ?? '', answered === label)}
            </p>
          )}
          <ClassProbabilities names={names} probabilities={value?.probabilities ?? null} label={label} />
          {children}
        </div>
      </div>
    </>
  )
}
