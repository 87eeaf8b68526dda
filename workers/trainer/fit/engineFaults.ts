/** What an engine's own errors mean to a person. */
import { EngineLimitError } from '../../engine/engine'
import { Problem } from '../../protocol'

/**
 * Throws `error` again, a device that cannot hold the plan as the Problem that says so.
 * @throws Problem `device-too-small`, or `error` itself
 */
export function rethrowForPerson(error: unknown): never {
  if (!(error instanceof EngineLimitError)) throw error
  const { batch, imageSize: size, needed, given, suggestedBatch: suggested } = error.limits
  throw new Problem('device-too-small', { batch, size, needed, given, suggested })
}
