/** The trainer's estimate for the recipe as it is, asked anew when it changes and the person has paused. */
import { useEffect, useState } from 'react'
import type { TrainEstimate } from '../../workers/protocol'
import { trainer } from '../page/trainer'
import { useApp } from './state'

const PAUSE_MS = 300

/** Null while there is none: no pictures yet, or still asking. */
export function useEstimate(): TrainEstimate | null {
  const config = useApp((state) => state.config)
  const version = useApp((state) => state.datasetVersion)
  const hasDataset = useApp((state) => state.dataset !== null)
  const report = useApp((state) => state.report)
  const device = useApp((state) => state.deviceOffer?.device)
  const [estimate, setEstimate] = useState<TrainEstimate | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another dataset or device is another estimate
  useEffect(() => {
    if (!hasDataset) return
    let gone = false
    const ask = async () => {
      try {
        const answer = await trainer.api.training.estimate(config)
        if (!gone) setEstimate(answer)
      } catch (thrown) {
        if (!gone) report(thrown)
      }
    }
    const timer = setTimeout(() => void ask(), PAUSE_MS)
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [config, version, device, hasDataset, report])
  return hasDataset ? estimate : null
}
