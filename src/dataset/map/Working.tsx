/** How far a look at the pictures for a map, or for those alike, is, and the way to end it. */
import { LookProgress } from '../LookProgress'
import { useApp } from '../state'
import { useText } from '../words'

interface WorkingProps {
  readonly title: string
  readonly done: number
  readonly of: number
  readonly secondsLeft: number | null
}

export function Working({ title, done, of, secondsLeft }: WorkingProps) {
  const { map: words } = useText()
  const phase = useApp((state) => state.lookPhase)
  const cancel = useApp((state) => state.cancelLook)
  // Of what comes after the look nothing is known.
  const left = phase === 'looking' ? secondsLeft : null
  return (
    <LookProgress
      title={title}
      says={words.phases[phase](done, of)}
      done={done}
      of={of}
      secondsLeft={left}
      onCancel={() => void cancel()}
    />
  )
}
