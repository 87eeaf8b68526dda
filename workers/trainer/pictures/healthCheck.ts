/** The health check of the pictures that are open. */
import type { HealthApi, HealthProgress, HealthReport, Listener } from '../../protocol'
import type { Pictures } from './pictures'

export class HealthCheck implements HealthApi {
  private checking: AbortController | null = null

  constructor(private readonly pictures: Pictures) {}

  async check(onProgress: Listener<HealthProgress>): Promise<HealthReport> {
    this.checking?.abort()
    const checking = new AbortController()
    this.checking = checking
    const { care, replaced } = this.pictures
    const end = () => checking.abort()
    replaced.addEventListener('abort', end)
    try {
      return await this.pictures.usingPool((pool) => care.check(pool, onProgress, checking.signal))
    } finally {
      replaced.removeEventListener('abort', end)
      if (this.checking === checking) this.checking = null
    }
  }
  async cancel(): Promise<void> {
    this.checking?.abort()
  }
  async report(): Promise<HealthReport | null> {
    return this.pictures.care.report
  }
}
