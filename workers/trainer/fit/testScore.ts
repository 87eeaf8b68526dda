/**
 * How the weights that a run hands out do on its labelled test pictures. The fit loop has no access to those: they are asked about here, after the last epoch
 * was chosen, and once. Whatever goes wrong costs the score and nothing else.
 */
import { EngineLostError, type TrainingEngine } from '../../engine/engine'
import { problemOf, type RunEvent, type TestScore } from '../../protocol'
import type { TestSource } from './batches'
import type { RunControl } from './control'
import { validate } from './validate'

export interface TestScoreOptions {
  /** Holds the weights. */
  readonly engine: TrainingEngine
  /** Another that holds them, where the device was lost. */
  readonly reopen: () => Promise<TrainingEngine>
  /** Labelled test pictures of the run, and how they are come by. */
  readonly count: number
  readonly pictures: () => Promise<TestSource>
  readonly classes: readonly string[]
  /** Whose weights they are. */
  readonly epoch: number
  /** A stop ends it without a score. */
  readonly control: RunControl
  readonly emit: (event: RunEvent) => void
}

export interface TestScored {
  readonly score: TestScore | null
  /** The engine with the weights; null where none would come back. */
  readonly engine: TrainingEngine | null
}

/** Scores once, and tells by events how far it is and what came of it. Never rejects. */
export async function testScore(options: TestScoreOptions): Promise<TestScored> {
  const { count, emit } = options
  if (count === 0) return { score: null, engine: options.engine }
  emit({ type: 'phase', phase: 'testing' })
  const told = new Set<number>()
  let engine: TrainingEngine | null = options.engine
  const lose = async () => {
    // A device that is gone cannot be freed any further.
    await engine?.dispose().catch(() => {})
    engine = null
  }
  try {
    try {
      return { score: await score(options, engine, told), engine }
    } catch (error) {
      if (!(error instanceof EngineLostError)) throw error
      await lose()
      // A device that ran out of memory would do so again.
      if (error.reason === 'out-of-memory') throw error
      engine = await options.reopen()
      emit({ type: 'note', note: { code: 'device-restored', detail: error.message } })
      return { score: await score(options, engine, told), engine }
    }
  } catch (error) {
    if (error instanceof EngineLostError) await lose()
    const { code } = problemOf(error)
    const detail = error instanceof Error ? error.message : String(error)
    emit({ type: 'note', note: { code: 'test-not-scored', why: code === 'decode-failures' ? 'unreadable' : 'failed', detail } })
    return { score: null, engine }
  }
}

/** @param told ids of pictures that are named as unreadable already */
async function score(options: TestScoreOptions, engine: TrainingEngine, told: Set<number>): Promise<TestScore | null> {
  const { count: of, classes, epoch, control, emit } = options
  let most = -1
  // Of features, making them is the work; the head's pass over them would begin anew.
  const onProgress = (done: number) => {
    if (done <= most) return
    most = done
    emit({ type: 'test-progress', done, of })
  }
  const onFailed = (ids: ArrayLike<number>) => {
    for (const id of Array.from(ids)) {
      if (told.has(id)) continue
      told.add(id)
      emit({ type: 'note', note: { code: 'test-picture-left-out', path: pictures.pathOf(id) } })
    }
  }
  onProgress(0)
  const pictures = await options.pictures()
  const batches = await pictures.open({ engine, control, onProgress: ({ done }) => onProgress(done), onFailed })
  const found =
    batches &&
    (await validate({
      ...{ engine, pictures: batches, count: of, classes, weights: 'live', control, onProgress, onFailed, evenIfStopped: false },
    }))
  if (!found || control.stopped) {
    emit({ type: 'note', note: { code: 'test-not-scored', why: 'stopped', detail: '' } })
    return null
  }
  const { scores, confusion, perClass, ids } = found
  if (ids.length === 0) {
    emit({ type: 'note', note: { code: 'test-not-scored', why: 'unreadable', detail: '' } })
    return null
  }
  const made: TestScore = { epoch, scores, judged: ids.length, unread: of - ids.length, confusion, perClass }
  emit({ type: 'tested', score: made })
  return made
}
