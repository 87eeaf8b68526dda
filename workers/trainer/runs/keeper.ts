/** Keeps one run: writes its checkpoints beside the old ones, then swaps the record, then sweeps; finds the newest that loads. */
import { readSafetensors, safetensorsParts } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { Problem, type RunRecord } from '../../protocol'
import type { Snapshot } from '../fit'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint'
import { readRunFile, sweepRunFiles, writeRunFile } from './files'
import { runRecords } from './records'

/** The last two checkpoints are kept, so that one that does not load never ends a run. */
const KEPT = 2

const filesOf = (record: RunRecord): string[] => [...record.checkpoints.map((c) => c.file), ...(record.bestFile ? [record.bestFile] : [])]

/**
 * Saves a snapshot of run `id`.
 * @throws Problem `storage-full`; the previous checkpoints are then still there
 */
export async function saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
  const record = await runRecords.get(id)
  if (!record) return
  const { clock, best } = snapshot
  const file = `checkpoint-${clock.epoch}-${clock.batch}.safetensors`
  // The same step of the same run has the same numbers: a file that the record names is never written over.
  if (record.checkpoints.some((c) => c.file === file)) return
  let { bestFile, bestEpoch } = record
  if (best && clock.stopping.bestEpoch !== bestEpoch) {
    bestEpoch = clock.stopping.bestEpoch
    bestFile = `best-${bestEpoch}.safetensors`
    await writeRunFile(id, bestFile, safetensorsParts(best))
  }
  const bytes = await writeRunFile(id, file, encodeCheckpoint(snapshot))
  const checkpoint = { file, epoch: clock.epoch, batch: clock.batch, bytes }
  const saved = await runRecords.change(id, (now) => ({
    ...now,
    epochs: clock.history,
    checkpoints: [...now.checkpoints.filter((c) => c.file !== file), checkpoint].slice(-KEPT),
    bestFile,
    bestEpoch,
  }))
  if (saved) await sweepRunFiles(id, filesOf(saved))
}

/**
 * The newest checkpoint of a run that loads, with the best epoch's parameters. Those that do not load are struck from the record, so that
 * they are written again when the run comes by.
 * @throws Problem `checkpoint-unreadable` when none does
 */
export async function loadSnapshot(record: RunRecord): Promise<Snapshot> {
  const useless: string[] = []
  for (const { file } of [...record.checkpoints].reverse()) {
    const snapshot = await readSnapshot(record, file)
    if (!snapshot) {
      useless.push(file)
      continue
    }
    if (useless.length)
      await runRecords.change(record.id, (now) => ({ ...now, checkpoints: now.checkpoints.filter((c) => !useless.includes(c.file)) }))
    return snapshot
  }
  throw new Problem('checkpoint-unreadable', { run: record.name })
}

/** One checkpoint; null where it is not whole. */
async function readSnapshot(record: RunRecord, file: string): Promise<Snapshot | null> {
  const bytes = await readRunFile(record.id, file)
  if (!bytes) return null
  try {
    const snapshot = decodeCheckpoint(bytes)
    // An older checkpoint may come before the best epoch: then the best is still to come again.
    const best = snapshot.clock.stopping.bestEpoch === record.bestEpoch ? await loadBest(record) : null
    return snapshot.clock.stopping.bestEpoch > 0 && !best ? null : { ...snapshot, best }
  } catch (error) {
    console.warn(`checkpoint ${file} does not load`, error)
    return null
  }
}

/** Parameters of a run's best epoch; null where there is none. */
export async function loadBest(record: RunRecord): Promise<ParamMap | null> {
  const bytes = record.bestFile ? await readRunFile(record.id, record.bestFile) : null
  return bytes ? readSafetensors(bytes).tensors : null
}

/** At start: runs that were on when the tab went are interrupted; runs deleted before are removed for good. */
export async function tidyRuns(): Promise<void> {
  for (const record of await runRecords.all()) {
    if (record.deletedAt) {
      await sweepRunFiles(record.id, [])
      await runRecords.remove(record.id)
    } else if (record.status === 'running') await runRecords.put({ ...record, status: 'interrupted' })
  }
}
