/** Whether a run's pictures are open, and which run the open ones have. Pure. */
import { type DatasetSummary, type KnownBy, type RunRecord, samePictures } from '../../workers/protocol'
import { reopenable } from './runsView'

/** Whether others, or none, are open than those of what is known by `of`. */
export const areOthersOpen = (of: KnownBy, open: DatasetSummary | null): boolean => open === null || !samePictures(of, open)

/** The newest run of the open pictures whose model is kept; null where there is none, or none are open. */
export const runOfOpen = (runs: readonly RunRecord[] | null, open: DatasetSummary | null): RunRecord | null =>
  open && runs ? reopenable(runs.filter(({ dataset }) => samePictures(dataset, open))) : null
