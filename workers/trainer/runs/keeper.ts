/** Keeps one run: writes its checkpoints beside the old ones, then swaps the record, then sweeps; finds the newest that loads. */
import { SafetensorsError } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { Problem, type RunRecord, type RunTrace, type StoredCheckpoint } from '../../protocol'
import type { Snapshot } from '../fit/fit'
import { makeRoom } from './budget'
import { encodeCheckpoint } from './checkpoint'
import { DamagedRunFile } from './damage'
import { readRunFile, runFileNames, runSizes, sweepRunFiles, writeRunFile } from './files'
import { ifFree, onceFree } from './lock'
import { filesOf, runRecords, sharedFiles } from './records'
import { decodeFrozen, decodeParams, decodeSnapshot, encodeParams } from './runTensors'

/** The last two checkpoints are kept, so that one that does not load never ends a run. */
const KEPT = 2

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { byteLength }) => sum + byteLength, 0)

const FROZEN_FILE = 'frozen.safetensors'

/** `tensors` without those that are the very ones in `frozen`. */
const without = (tensors: ParamMap, frozen: ParamMap): ParamMap =>
  new Map([...tensors].filter(([name, { data }]) => frozen.get(name)?.data !== data))

/** A run without any file. */
const bare = (record: RunRecord): RunRecord => ({
  ...record,
  status: 'running',
  checkpoints: [],
  frozenFile: null,
  bestFile: null,
  bestEpoch: 0,
})

/** The run's record, on disk; written anew where it is gone because somebody cleared the site's data in the middle of the run. */
async function written(run: RunRecord): Promise<RunRecord> {
  return (await runRecords.write(run.id)) ?? (await runRecords.add(() => bare(run)))
}

export interface SaveOptions {
  /** The course of the run up to the snapshot. */
  readonly trace?: RunTrace
  /** Tensors that the run never changes: they are written once, and left out wherever the snapshot has these very arrays (`sharing`). */
  readonly frozen?: ParamMap
  /** Aborted when the session is over: a save that the disk was slow to take then changes nothing any more. */
  readonly over?: AbortSignal
}

/**
 * Saves a snapshot of a run that is on.
 * @param run the record that its session began with
 * @throws Problem `storage-full`, `no-storage`; the signal's reason where it came too late; the previous checkpoints are then still there
 */
export async function saveSnapshot(run: RunRecord, snapshot: Snapshot, options: SaveOptions = {}): Promise<void> {
  // Where site data is cleared while it is saved, what was written is gone.
  if ((await saveOnce(run, snapshot, options)) || (await saveOnce(run, snapshot, options))) return
  throw new Error('site data was cleared meanwhile')
}

/** @returns whether there was a record to name it */
async function saveOnce(run: RunRecord, snapshot: Snapshot, options: SaveOptions): Promise<boolean> {
  const { trace, frozen = new Map(), over } = options
  const { id } = run
  over?.throwIfAborted()
  const record = await written(run)
  const { clock } = snapshot
  const there = await runFileNames(id)
  const named = (file: string | null | undefined): string | null => (file && there.has(file) ? file : null)
  const best = snapshot.best && without(snapshot.best, frozen)
  const file = `checkpoint-${clock.epoch}-${clock.batch}.safetensors`
  // The same step of the same run has the same numbers: a file that the record names is never written over.
  if (record.checkpoints.some((c) => c.file === named(file))) return true
  let bestFile = named(record.bestFile)
  let bestEpoch = bestFile ? record.bestEpoch : 0
  const { frozenIn } = record
  let frozenFile = frozenIn === undefined ? named(record.frozenFile) : await sharedIn(frozenIn, record.frozenFile)
  const parts = await encodeCheckpoint({ ...snapshot, params: without(snapshot.params, frozen) })
  const once = frozen.size > 0 && frozenFile === null ? await encodeParams(frozen) : []
  const newBest = best && clock.stopping.bestEpoch !== bestEpoch ? await encodeParams(best) : []
  await makeRoom(id, sizeOf(once) + sizeOf(parts) + sizeOf(newBest))
  if (once.length > 0) {
    frozenFile = FROZEN_FILE
    await writeRunFile(frozenIn ?? id, frozenFile, once)
  }
  if (newBest.length > 0) {
    bestEpoch = clock.stopping.bestEpoch
    bestFile = `best-${bestEpoch}.safetensors`
    await writeRunFile(id, bestFile, newBest)
  }
  const bytes = await writeRunFile(id, file, parts)
  const checkpoint = { file, epoch: clock.epoch, batch: clock.batch, bytes, best: best ? bestFile : null }
  const saved = await runRecords.change(id, (now) =>
    over?.aborted
      ? now
      : {
          ...now,
          epochs: clock.history,
          ...(trace ? { trace } : {}),
          checkpoints: [...now.checkpoints.filter((c) => c.file !== file), checkpoint].slice(-KEPT),
          frozenFile,
          bestFile,
          bestEpoch,
        },
  )
  // A run that is on again by now may be writing files that its record does not name yet.
  if (saved && !(over?.aborted && saved.status === 'running')) await sweep(saved)
  over?.throwIfAborted()
  return saved !== undefined
}

/**
 * The file of frozen parameters that a run has written whole and named; null where it is to be written.
 * @param named by the run itself: only where that is none, or gone, all runs are asked
 */
async function sharedIn(folder: string, named: string | null | undefined): Promise<string | null> {
  const there = await runFileNames(folder)
  if (named && there.has(named)) return named
  return (await sharedFiles(folder)).find((name) => there.has(name)) ?? null
}

/** What cannot be removed now is removed with the next: nothing is lost by it. */
async function sweep(record: RunRecord): Promise<void> {
  await sweepRunFiles(record.id, filesOf(record)).catch((error: unknown) => console.warn(`files of ${record.name} stay`, error))
}

/**
 * Where a run goes on: its newest checkpoint that loads, with the best epoch's parameters. Those that are damaged are struck from the record,
 * and the best goes back to what it was then, so that they are written again when the run comes by. One that cannot be read just now stays. A damaged file that
 * runs share is removed, so that the next of them to be saved writes it anew.
 * @returns the snapshot, and what `saveSnapshot` then takes as `frozen`
 * @throws Problem `checkpoint-unreadable` when none does, `checkpoints-removed` where they were removed to make room
 */
export async function resumeSnapshot(record: RunRecord): Promise<{ snapshot: Snapshot; frozen: ParamMap }> {
  // Only what is removed on purpose leaves a run that ended with its best weights alone.
  if (record.checkpoints.length === 0 && record.summary !== null && record.bestFile)
    throw new Problem('checkpoints-removed', { run: record.name })
  const found = await newestThatLoads(record, () => removeShared(record))
  if (!found) throw new Problem('checkpoint-unreadable', { run: record.name })
  const { snapshot, frozen, checkpoint, useless } = found
  if (useless.length)
    await runRecords.changeOrHold(record.id, (now) => ({
      ...now,
      epochs: snapshot.clock.history,
      checkpoints: now.checkpoints.filter((c) => !useless.includes(c.file)),
      bestFile: bestFileOf(record, checkpoint, snapshot.clock.stopping.bestEpoch),
      bestEpoch: snapshot.clock.stopping.bestEpoch,
    }))
  return { snapshot, frozen }
}

/**
 * A run's newest checkpoint that loads, for a continuation elsewhere; an epoch's end where there is one, since only of those weights it is known how good they are.
 * Null where none was kept. Changes nothing.
 */
export async function lastSnapshot(record: RunRecord): Promise<Snapshot | null> {
  const checkpoints = record.checkpoints.toSorted((a, b) => Number(a.batch === 0) - Number(b.batch === 0))
  return (await newestThatLoads({ ...record, checkpoints }))?.snapshot ?? null
}

/** @param onDamagedFrozen what becomes of a damaged file of frozen parameters */
async function newestThatLoads(record: RunRecord, onDamagedFrozen?: () => Promise<void>) {
  const useless: string[] = []
  const frozen = await readFrozen(record, onDamagedFrozen)
  for (const checkpoint of [...record.checkpoints].reverse()) {
    const read = frozen && (await readSnapshot(record, checkpoint, frozen))
    if (frozen && read && read !== 'unread') return { snapshot: read, frozen, checkpoint, useless }
    if (read !== 'unread') useless.push(checkpoint.file)
  }
  return null
}

const bestFileOf = (record: RunRecord, { best }: StoredCheckpoint, bestEpoch: number): string | null =>
  best === undefined ? (bestEpoch === record.bestEpoch ? record.bestFile : null) : best

/** A file that is there and could not be read, which may be otherwise the next time. */
class Unread extends Error {}

/** @throws Unread */
const readFile = (id: string, file: string): Promise<ArrayBuffer | null> =>
  readRunFile(id, file).catch((error: unknown) => {
    throw new Unread(`${file} cannot be read`, { cause: error })
  })

/** One checkpoint; null where it is not whole. */
async function readSnapshot(record: RunRecord, checkpoint: StoredCheckpoint, frozen: ParamMap): Promise<Snapshot | 'unread' | null> {
  try {
    const bytes = await readFile(record.id, checkpoint.file)
    if (!bytes) return null
    const snapshot = await decodeSnapshot(bytes, record, frozen)
    const { bestEpoch } = snapshot.clock.stopping
    if (bestEpoch === 0) return { ...snapshot, best: null }
    const best = await readParams(record, bestFileOf(record, checkpoint, bestEpoch), frozen)
    return best && { ...snapshot, best }
  } catch (error) {
    console.warn(`checkpoint ${checkpoint.file} does not load`, error)
    if (error instanceof Unread) return 'unread'
    if (!isDamage(error)) throw error
    return null
  }
}

const isDamage = (error: unknown): boolean => error instanceof SafetensorsError || error instanceof DamagedRunFile

async function readParams(record: RunRecord, file: string | null, frozen: ParamMap): Promise<ParamMap | null> {
  const bytes = file ? await readFile(record.id, file) : null
  return bytes && decodeParams(bytes, record, frozen)
}

/** What the run's other files are without: nothing in most; null where it cannot be read. */
async function readFrozen(record: RunRecord, onDamaged?: () => Promise<void>): Promise<ParamMap | null> {
  const { id, frozenFile, frozenIn, name } = record
  if (!frozenFile) return new Map()
  return orNull(`the file of frozen parameters of ${name}`, async () => {
    const bytes = await readFile(frozenIn ?? id, frozenFile)
    try {
      return bytes && (await decodeFrozen(bytes, record))
    } catch (error) {
      if (isDamage(error)) await onDamaged?.()
      throw error
    }
  })
}

/** What `read` gives; null, and a line in the console, where the file is damaged or cannot be read now. */
async function orNull<T>(what: string, read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (!isDamage(error) && !(error instanceof Unread)) throw error
    console.warn(`${what} does not load`, error)
    return null
  }
}

/** A damaged file that runs share would be taken for written by each that is still to be made: without it the next save writes it anew, for all of them. */
async function removeShared({ frozenIn, frozenFile }: RunRecord): Promise<void> {
  if (frozenIn === undefined) return
  await sweepRunFiles(
    frozenIn,
    (await sharedFiles(frozenIn)).filter((name) => name !== frozenFile),
  )
}

/** Parameters of a run's best epoch; null where there are none that load. */
export async function loadBest(record: RunRecord): Promise<ParamMap | null> {
  const frozen = await readFrozen(record)
  return frozen && orNull(`the best epoch of ${record.name}`, () => readParams(record, record.bestFile, frozen))
}

/** A run that was deleted so long ago is removed for good at start: nobody is looking at the way back any more. */
const UNDO_MS = 60_000

/**
 * At start: runs that were on when their tab went are interrupted, not those that are on in another; runs deleted before are removed for good, and so
 * are files that no run names. Never rejects, nor waits for what another tab is at: what cannot be done now is done at the next start.
 */
export async function tidyRuns(): Promise<void> {
  const later = (error: unknown) => console.warn('runs are tidied at the next start', error)
  try {
    const runs = await runRecords.all()
    const jobs = runs.map(async ({ id, status, deletedAt }) => {
      if (deletedAt && !(Date.now() - Date.parse(deletedAt) < UNDO_MS)) await purgeRun(id)
      else if (status === 'running') await onceFree(id, () => interrupt(id))
    })
    const folders = [...(await runSizes().catch(() => new Map<string, number>())).keys()]
    const sweeps = folders.map((id) =>
      ifFree(id, async () => {
        // Asked for only now: it may have become a run since, one that was being taken in.
        const record = await runRecords.get(id)
        await sweepRunFiles(id, record ? filesOf(record) : await sharedFiles(id))
      }),
    )
    for (const { status, ...end } of await Promise.allSettled([...jobs, ...sweeps]))
      if (status === 'rejected' && 'reason' in end) later(end.reason)
  } catch (error) {
    later(error)
  }
}

async function interrupt(id: string): Promise<void> {
  await runRecords.change(id, (now) => (now.status === 'running' ? { ...now, status: 'interrupted' } : now))
}

/** Removes a run that is marked as deleted for good, with its files; nothing where it was brought back. */
export async function purgeRun(id: string): Promise<void> {
  // The record goes first: without it nobody can bring back a run that has lost its files, and files without a run go at the next start.
  const frozenIn = (await runRecords.get(id))?.frozenIn
  if (!(await runRecords.remove(id, ({ deletedAt }) => deletedAt !== null))) return
  await sweepRunFiles(id, [])
  // While the runs that share it are still being made, they need it.
  if (frozenIn !== undefined) await ifFree(frozenIn, async () => sweepRunFiles(frozenIn, await sharedFiles(frozenIn)))
}
