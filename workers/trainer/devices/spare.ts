/** An engine from before that a run may use again: whoever takes it owns it, and what nobody took is freed. */
import type { TrainingEngine } from '../../engine/engine'

export class Spare {
  constructor(private engine: TrainingEngine | null) {}

  /** The backend that it runs on; null where there is no engine. */
  get backend(): TrainingEngine['info']['backend'] | null {
    return this.engine?.info.backend ?? null
  }

  /** Gives it away, once. */
  take(): TrainingEngine | null {
    const { engine } = this
    this.engine = null
    return engine
  }

  async dispose(): Promise<void> {
    await this.take()?.dispose()
  }
}
