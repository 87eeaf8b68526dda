/** What must hold whatever a person did, told by a model that knows only what was asked: nobody hangs, nobody is lied to, nothing is lost. */
import { createHash } from 'node:crypto'
import type { AppState } from '../../../src/app/store'
import { isActive, type RunView } from '../../../src/run/runView'
import type { DatasetSummary, ProblemData, RunRecord } from '../../../workers/protocol'
import { filesOf } from '../../../workers/trainer/runs/records'
import type { Mended } from './awaited'
import type { Studio } from './studio'

/** Pieces of work that may pass between the word and the deed: steps in flight, a batch of validation, files that are being written. */
const SOON = 14
/** Steps and passes that may begin after a stop: the one that its batch was ready for. */
const UNDER_WAY = 1

export interface Model {
  readonly mended: Mended
  /** What the person sees: which buttons there are. */
  sees: AppState
  /** How many pieces of work were done when the run was asked to pause; null where it was not, or was told to go on. */
  pauseAsked: number | null
  /** The same for stop, and what had begun by then. */
  stopAsked: { readonly turns: number; readonly begun: number } | null
  /** Of the run that is on. */
  losses: number
  /** The pictures before each edit, and in which opening of them. */
  readonly edits: { readonly opening: number; readonly before: string }[]
  /** Every run that was ever listed. */
  readonly runs: Map<string, 'kept' | 'deleted' | 'purged'>
  /** Files of runs. */
  readonly packed: Blob[]
  /** Runs that were not left alone: they must come to what they would have come to. */
  readonly disturbed: Set<string>
  language: AppState['language']
  backend: string
  /** Problems that an action of this sequence may rightly lead to. */
  readonly expected: Set<ProblemData['code']>
}

/** What the page tells of a run's pause. */
export const standingOf = ({ standing }: RunView): RunView['standing'] => standing

export const newModel = (sees: AppState, mended: Mended): Model => ({
  mended,
  sees,
  pauseAsked: null,
  stopAsked: null,
  losses: 0,
  edits: [],
  runs: new Map(),
  packed: [],
  disturbed: new Set(),
  language: sees.language,
  backend: sees.config.backend,
  expected: new Set(),
})

function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise)
}

/** A summary to be compared: whether there is more to undo is no matter of the pictures. */
export const told = (dataset: DatasetSummary | null): string =>
  JSON.stringify(dataset && { ...dataset, changes: { ...dataset.changes, last: null, canUndo: null, canRedo: null } })

/** Takes in what the person sees now. @throws Error where the studio is not as it must be */
export async function agree(model: Model, studio: Studio): Promise<void> {
  nobodyWaits(model, studio)
  runsAgree(model, studio.shown, await studio.records(), isActive(studio.shown.run))
  must(studio.shown.language === model.language, `the page speaks ${studio.shown.language}, ${model.language} was chosen`)
  model.sees = studio.shown
}

/** What page and worker tell of the run is true, and goes on or has ended. @throws Error */
export function nobodyWaits(model: Model, studio: Studio): void {
  const page = studio.shown
  const { run } = page
  const { gate } = studio
  const active = isActive(run)
  const still = gate.pending.length === 0
  const standing = standingOf(run)
  const where = `${run.status}, ${run.phase}, ${standing}; at the gate: ${gate.pending.join(' ') || 'nothing'}`

  if (active) {
    must(standing === 'going' || model.pauseAsked !== null, `the run is paused and nobody asked for it (${where})`)
    must(!still || standing === 'paused', `the run stands still and the page does not say so (${where})`)
    if (model.pauseAsked !== null && standing !== 'paused')
      must(gate.turns - model.pauseAsked <= SOON, `the run was asked to pause and works on (${where})`)
    if (run.started) must(studio.busy, `the page shows a run and the worker has none (${where})`)
    if (run.started && model.losses > 0) model.disturbed.add(run.started.runId)
  }
  if (model.stopAsked) {
    const { turns, begun } = model.stopAsked
    must(studio.machine.labour.begun - begun <= UNDER_WAY, `the run was stopped and works on (${where})`)
    must(!active || run.status === 'stopping', `the run was stopped and the page does not say so (${where})`)
    must(!active || gate.turns - turns <= SOON, `the run was stopped and does not end (${where})`)
  }
  if (!active) {
    must(!studio.busy || !still, `the page shows no run and the worker is busy with one (${where})`)
    if (!studio.busy) {
      model.pauseAsked = null
      model.stopAsked = null
      model.losses = 0
      studio.machine.labour.loseNext = false
    }
  }
  if (still && !active)
    must(studio.underWay.size === 0, `nothing is at work and this was never answered: ${[...studio.underWay.values()].join(', ')}`)

  must(studio.faults.length === 0, studio.faults.join('; '))
  for (const problem of studio.problems.splice(0))
    must(model.expected.has(problem.code), `the page tells of a problem that there is no reason for: ${JSON.stringify(problem)}`)
}

/** Whether the run was stopped before it learnt from anything: nothing is kept of it. */
const cameToNothing = ({ run: { status } }: AppState): boolean => status === 'stopped'

function runsAgree(model: Model, page: AppState, records: readonly RunRecord[], active: boolean): void {
  const shown = page.runs ?? []
  for (const { id } of shown) if (!model.runs.has(id)) model.runs.set(id, 'kept')
  for (const [id, state] of model.runs) {
    const record = records.find((one) => one.id === id)
    if (!record && id === page.run.started?.runId && cameToNothing(page)) {
      model.runs.delete(id)
      continue
    }
    must(state === 'purged' ? !record : record !== undefined, `run ${id} is ${state} and ${record ? 'there' : 'gone'}`)
    if (record) must((record.deletedAt === null) === (state === 'kept'), `run ${id} is ${state} and its record says otherwise`)
  }
  if (page.runs) {
    const kept = records.filter(({ deletedAt }) => deletedAt === null)
    const list = (runs: readonly RunRecord[]) => runs.map(({ id, status }) => `${id} ${status}`).join(', ')
    must(list(shown) === list(kept), `the page lists [${list(shown)}], kept are [${list(kept)}]`)
  }
  if (model.mended.imports) must(new Set(records.map(({ number }) => number)).size === records.length, 'two runs have one number')
  for (const record of records) {
    must(record.status !== 'failed' || record.problem?.code !== 'stopped-early', `run ${record.id} learnt nothing and is kept as a failure`)
    if (record.status === 'running')
      must(
        active && page.run.started?.runId === record.id,
        `run ${record.id} is recorded as running, and the page shows ${page.run.status}`,
      )
    if (model.mended.earlyStop || !model.disturbed.has(record.id)) endedRightly(record)
  }
}

/** By the epochs' own figures: a run ends early when so many were no better, no sooner and no later. */
function endedRightly({ id, status, reason, config, epochs }: RunRecord): void {
  let best: number | null = null
  let since = 0
  epochs.forEach(({ epoch, val }, at) => {
    must(epoch === at + 1, `run ${id} has epoch ${epoch} in place ${at + 1}`)
    must(config.patience === 0 || since < config.patience, `run ${id} went on after ${since} epochs that were no better`)
    const value = config.stopMetric === 'val-loss' ? -val.loss : val.accuracy
    if (best === null || value > best) [best, since] = [value, 0]
    else since++
  })
  if (status !== 'finished' || reason === 'stopped') return
  const early = config.patience > 0 && since >= config.patience
  must(reason === (early ? 'early-stop' : 'completed'), `run ${id} is told to have ended by ${reason}`)
  must(early || epochs.length === config.epochs, `run ${id} is complete after ${epochs.length} of ${config.epochs} epochs`)
}

/** What a run came to, for a comparison: all but times and names. */
export async function outcomeOf({ id, reason, epochs, bestEpoch, bestFile }: RunRecord, files: FileSystemDirectoryHandle): Promise<string> {
  const figures = epochs.map(({ epoch, train, val, learningRate, confusion, best }) => [epoch, train, val, learningRate, confusion, best])
  return JSON.stringify([reason, bestEpoch, figures, bestFile && (await hashOf(files, id, bestFile))])
}

async function fileOf(files: FileSystemDirectoryHandle, run: string, name: string): Promise<File> {
  const runs = await files.getDirectoryHandle('runs')
  return (await (await runs.getDirectoryHandle(run)).getFileHandle(name)).getFile()
}
const hashOf = async (files: FileSystemDirectoryHandle, run: string, name: string) =>
  createHash('sha256')
    .update(new Uint8Array(await (await fileOf(files, run, name)).arrayBuffer()))
    .digest('hex')

/** What records name is there, and nothing lies about that no record names. @throws Error */
export async function filesAgree({ mended }: Model, studio: Studio): Promise<void> {
  const files = await studio.machine.disk.storage.getDirectory()
  const records = await studio.records()
  for (const record of records)
    for (const name of filesOf(record)) {
      const file = await fileOf(files, record.id, name).catch(() => null)
      must(file !== null && file.size > 0, `run ${record.id} names ${name}, which is not there`)
    }
  if (!mended.imports) return
  const runs = await files.getDirectoryHandle('runs', { create: true })
  for await (const [id] of (runs as unknown as { entries(): AsyncIterable<[string, unknown]> }).entries())
    must(
      records.some((record) => record.id === id),
      `files of run ${id} lie about, which no list shows`,
    )
}
