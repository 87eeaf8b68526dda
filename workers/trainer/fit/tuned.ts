/** Has an engine find out its fastest kernels, and tells of it. */
import { EngineLostError, type TrainingEngine, type TrainPlan } from '../../engine/engine'
import type { ModelSpec } from '../../model/spec'
import type { RunEvent } from '../../protocol'

/**
 * Nothing is told where there is nothing to find out. What goes wrong otherwise costs the speed and nothing else.
 * @throws EngineLostError where the engine is of no use for these plans
 */
export async function tuned(
  engine: Pick<TrainingEngine, 'tune'>,
  spec: ModelSpec,
  plans: readonly TrainPlan[],
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
): Promise<void> {
  let isTold = false
  const onProgress = (share: number): void => {
    if (!isTold) emit({ type: 'phase', phase: 'tuning' })
    isTold = true
    emit({ type: 'tuning-progress', share })
  }
  try {
    await engine.tune?.(spec, plans, { signal, onProgress })
  } catch (error) {
    if (error instanceof EngineLostError) throw error
    console.warn('kernels were not timed', error)
  } finally {
    if (isTold) emit({ type: 'phase', phase: 'loading' })
  }
}
