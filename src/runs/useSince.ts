/** What is other about the open pictures since runs learned from them. */
import type { ChangedSince } from '../../workers/protocol'
import { trainer } from '../page/trainer'
import { isActive } from '../run/runView'
import { useAnswer } from '../ui/useAnswer'
import { useApp } from './state'

const NOTHING: Readonly<Record<string, ChangedSince>> = {}

/** By the ids of runs; of none while a run learns from the pictures as they are, or before the trainer has answered. */
export function useSince(ids: readonly string[]): Readonly<Record<string, ChangedSince>> {
  const version = useApp((state) => state.datasetVersion)
  const isOpen = useApp((state) => state.dataset !== null)
  // The trainer is busy then, and the run that is on is of what is open.
  const active = useApp((state) => isActive(state.run))
  const asks = isOpen && !active && ids.length > 0
  const { value, waiting } = useAnswer(asks ? `${version}/${ids.join()}` : null, () => trainer.api.runs.since(ids))
  return asks && !waiting && value ? value : NOTHING
}
