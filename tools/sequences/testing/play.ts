/** Plays a sequence of actions from a fresh machine to a clean end. */
import { type AsyncCommand, asyncModelRun } from 'fast-check'
import { isActive } from '../../../src/run/runView'
import type { RunRecord } from '../../../workers/protocol'
import { MENDED, type Mended } from './awaited'
import { freshMachine } from './machine'
import { agree, filesAgree, type Model, newModel, nobodyWaits, outcomeOf, standingOf } from './model'
import { pictures, Studio } from './studio'

/** More than any run of three epochs takes with whatever else waits. */
const MOST_TURNS = 400

/** @throws Error, of what does not hold */
export async function play(actions: Iterable<AsyncCommand<Model, Studio>>, mended: Mended = MENDED): Promise<void> {
  const studio = new Studio(await freshMachine())
  await studio.rest()
  const model = newModel(studio.shown, mended)
  await opened(studio, 'pets')
  await agree(model, studio)
  await asyncModelRun(() => ({ model, real: studio }), actions)
  await ended(model, studio)
  await filesAgree(model, studio)
  await nextRun(model, studio)
  await filesAgree(model, studio)
}

async function opened(studio: Studio, name: string): Promise<void> {
  studio.begin('opening pictures', studio.shown.openDataset(pictures(name, studio.machine)))
  await studio.rest()
  await studio.turns(MOST_TURNS)
}

/** Whatever is on comes to its end: a run that is paused is told to go on. */
async function ended(model: Model, studio: Studio): Promise<void> {
  for (let done = 0; done < MOST_TURNS; done++) {
    const { run } = studio.shown
    if (isActive(run) && standingOf(run) === 'paused' && studio.gate.pending.length === 0) {
      model.pauseAsked = null
      studio.begin('going on', studio.shown.resume())
      await studio.rest()
    } else if ((await studio.turns(1)) === 0) break
    nobodyWaits(model, studio)
  }
  await agree(model, studio)
  if (isActive(studio.shown.run) || studio.busy || studio.underWay.size > 0)
    throw new Error(`it does not end: ${studio.shown.run.status}, ${studio.shown.run.phase}; ${[...studio.underWay.values()].join(', ')}`)
}

/**
 * After all of that a run can be made from its start to its end; where one of before was not left alone, and its pictures are as they were, it is that
 * one's repetition, and must come to the same.
 */
async function nextRun(model: Model, studio: Studio): Promise<void> {
  const records = await studio.records()
  const before = records.find(
    ({ id, status, reason, deletedAt, checkpoints, bestEpoch, summary }) =>
      // Where the disk was too slow for the last save, the file is of an epoch before.
      bestEpoch === summary?.bestEpoch &&
      model.disturbed.has(id) &&
      status === 'finished' &&
      reason !== 'stopped' &&
      !deletedAt &&
      checkpoints.length > 0,
  )
  const name = before?.dataset.name ?? 'pets'
  if (studio.shown.dataset?.name !== name) await opened(studio, name)
  if (before) studio.shown.takeConfig(before.config)
  else studio.shown.setConfig({ epochs: 2, batchSize: 4, imageSize: 32 })
  const known = new Set(records.map(({ id }) => id))
  studio.begin('the last run', studio.shown.train())
  await studio.rest()
  await agree(model, studio)
  await ended(model, studio)
  const made = (await studio.records()).find(({ id }) => !known.has(id))
  if (made?.status !== 'finished') throw new Error(`the next run is ${made?.status ?? 'not there'}`)
  if (!model.mended.earlyStop || !before || !alike(before, made)) return
  const files = await studio.machine.disk.storage.getDirectory()
  const [then, now] = [await outcomeOf(before, files), await outcomeOf(made, files)]
  if (then !== now) throw new Error(`a run that was not left alone came to\n${then}\nand left alone it comes to\n${now}`)
}

const alike = (a: RunRecord, b: RunRecord): boolean =>
  JSON.stringify([a.classes, a.split, a.labels]) === JSON.stringify([b.classes, b.split, b.labels])
