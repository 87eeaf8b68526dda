/** A run that ended and is to learn for more epochs: the same run, going on from where it was. */
import type { RunRecord } from '../../protocol'
import { sizesKept } from '../../recipe/batches'
import type { Snapshot } from '../fit/fit'

/** @param more epochs, at least 1, after those that are done; a schedule over all epochs is stretched, or cut, to the new number; sizes of training pictures go on as they were planned */
export const longer = (record: RunRecord, more: number): RunRecord => ({
  ...record,
  config: { ...record.config, ...sizesKept(record.config), epochs: record.epochs.length + more },
})

/** Whether a run that ended, and was to learn longer, was broken off before there was a checkpoint of what it learnt then. */
export const learnsLonger = ({ summary, config }: RunRecord, { clock }: Snapshot): boolean =>
  summary !== null && clock.history.length === summary.epochs.length && config.epochs > clock.history.length

/** Where it goes on: patience begins anew, or a run that ended early would end at once. */
export const patientAgain = ({ clock, ...rest }: Snapshot): Snapshot => ({
  ...rest,
  clock: { ...clock, stopping: { ...clock.stopping, sinceBest: 0 } },
})
