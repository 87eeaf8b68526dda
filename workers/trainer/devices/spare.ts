/** An engine from before that a run may use again: whoever takes it owns it, and what nobody took is freed. */
import type { TrainingEngine } from '../../engine/engine'
import { CardEngine } from './card'

export class Spare {
  constructor(private engine: TrainingEngine | null) {}

  /** The backend that it runs on, whatever it is given; null where there is no engine, or the processor is in a graphics card's place for one network only. */
  get backend(): TrainingEngine['info']['backend'] | null {
    if (this.engine instanceof CardEngine && this.engine.standsIn) return null
    return this.engine?.info.backend ?? null
  }

  /** Whether its kernels may be chosen by time. */
  get isTimed(): boolean {
    return this.engine?.tune !== undefined
  }

  /** Gives it away, once. */
  take(): TrainingEngine | null {
    const { engine } = this
    this.engine = null
    return engine
  }

  /** Gives it away to a run with or without the option `timeKernels`: one of WebGPU that chooses its kernels otherwise is freed instead. */
  async takeFor(timed: boolean): Promise<TrainingEngine | null> {
    if (this.backend === 'webgpu' && this.isTimed !== timed) await this.dispose()
    return this.take()
  }

  async dispose(): Promise<void> {
    await this.take()?.dispose()
  }
}
