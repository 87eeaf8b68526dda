/** "Measure this device": one engine after another has the machine to itself, as a run would. */
import type { Listener, Measured, MeasureProgress, RunConfig } from '../../protocol'
import { makeEngine, offerDevice } from '../devices/devices'
import { breathe } from '../fit/control'
import { saidForPerson } from '../fit/engineFaults'
import type { Predictor } from '../model/model'
import type { Training } from './training'

/** What is asked of a card at most. */
const LARGEST = { batchSize: 32, imageSize: 224 } as const

export class Measuring {
  private stopping = new AbortController()

  constructor(
    private readonly training: Pick<Training, 'exclusively'>,
    private readonly predictor: Pick<Predictor, 'idle' | 'release'>,
  ) {}

  /** @throws Problem `busy` while a run, a sweep or a search is on; `device-lost` */
  measure(backend: RunConfig['backend'], onProgress: Listener<MeasureProgress>): Promise<Measured> {
    return this.training.exclusively(async () => {
      this.stopping = new AbortController()
      const { signal } = this.stopping
      const [{ device: cpu }, { device: gpu, others }] = await Promise.all([offerDevice('wasm'), offerDevice('auto')])
      const emulated = backend === 'webgpu' && others.some((other) => other.backend === 'webgpu' && other.available)
      const wanted = gpu.backend === 'webgpu' ? gpu : emulated ? (await offerDevice('webgpu')).device : null
      await this.predictor.idle()
      // What it holds would be in the way.
      await this.predictor.release()?.dispose()
      const { measureEngines } = await import('../../engine/measure/measure')
      return saidForPerson(LARGEST, () =>
        measureEngines({
          engines: [cpu, ...(wanted?.backend === 'webgpu' ? [wanted] : [])].map((device) => () => makeEngine(device)),
          environment: navigator.userAgent,
          ...{ signal, onProgress, breathe },
        }),
      )
    })
  }

  stop(): void {
    this.stopping.abort(new DOMException('measuring was stopped', 'AbortError'))
  }
}
