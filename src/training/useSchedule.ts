/** The learning rate over the run as the recipe is, asked of the trainer anew when it changes and the person has paused. */
import { useEffect, useState } from 'react'
import type { RunConfig } from '../../workers/protocol'
import { trainer, useApp } from '../app/appStore'

const PAUSE_MS = 150

interface Plan {
  readonly config: RunConfig
  readonly rates: readonly number[]
}

/** Null before the first answer; the last one while a new one is asked for. */
export function useSchedule(): Plan | null {
  const config = useApp((state) => state.config)
  const version = useApp((state) => state.datasetVersion)
  const report = useApp((state) => state.report)
  const [plan, setPlan] = useState<Plan | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other pictures make other epochs
  useEffect(() => {
    let gone = false
    const ask = async () => {
      try {
        const rates = await trainer.api.training.schedulePreview(config)
        if (!gone) setPlan({ config, rates })
      } catch (thrown) {
        if (!gone) report(thrown)
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [config, version, report])
  return plan
}
