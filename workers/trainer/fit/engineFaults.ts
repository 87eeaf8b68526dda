/** What an engine's own errors mean to a person: the same in a run, in the learning-rate finder and in predictions. */
import { EngineLimitError, EngineLostError } from '../../engine/engine'
import { OPTIONS, Problem, type RunConfig } from '../../protocol'

type Plan = Pick<RunConfig, 'batchSize' | 'imageSize'>

/** The Problem that says what a lost engine's plan ran into. */
export function problemOfEngine({ reason, message }: EngineLostError, { batchSize, imageSize }: Plan): Problem {
  if (reason === 'out-of-memory') return new Problem('out-of-memory', { batch: batchSize, size: imageSize })
  return new Problem('device-lost', { detail: message })
}

/**
 * Throws `error` again, a device that cannot hold the plan as the Problem that says so.
 * @throws Problem `device-too-small`, or `error` itself
 */
export function rethrowForPerson(error: unknown): never {
  if (!(error instanceof EngineLimitError)) throw error
  const { batch, imageSize: size, needed, given, suggestedBatch: suggested } = error.limits
  // One picture is no batch that a run can have.
  const batches = suggested !== null && suggested >= OPTIONS.batchSize.min ? suggested : null
  throw new Problem('device-too-small', { batch, size, needed, given, suggested: batches })
}

/**
 * What `work` gives, where nobody opens a lost engine again.
 * @throws Problem `device-too-small`, `out-of-memory`, `device-lost`, or whatever else `work` throws
 */
export async function saidForPerson<T>(config: Plan, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineLostError) throw problemOfEngine(error, config)
    return rethrowForPerson(error)
  }
}
