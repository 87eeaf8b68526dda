/** Says by what plan pictures and submissions are answered, where that is more than one plain look. */
import { Button } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import classes from './BetterAnswers.module.css'
import { wordFiles, wordPlan } from './betterView'
import { useApp } from './state'
import { useText } from './words'

export function AnsweredBy({ withBack = false }: { readonly withBack?: boolean }) {
  const text = useText()
  const { better } = text
  const plan = useApp((state) => state.model?.better ?? null)
  const runId = useApp((state) => state.model?.runId ?? null)
  const takeAnswers = useApp((state) => state.takeAnswers)
  return (
    <div role="status" className={classes.status}>
      {plan && (
        <div className={classes.taken}>
          <IconSparkles size={18} stroke={1.7} aria-hidden />
          <p>
            {better.isTaken(wordPlan(text, plan, runId))} {withBack && wordFiles(text, plan)}
          </p>
          {withBack && (
            <Button variant="default" size="xs" onClick={() => void takeAnswers(null)}>
              {better.back}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
