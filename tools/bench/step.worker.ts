/** The browser's side of step-browser.ts: whole training steps on either wasm engine, in a worker as the studio's trainer is one. */
import type { TrainingEngine } from '../../workers/engine/engine'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { wasmPaths } from '../../workers/engine/tfjs/wasm/paths'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { resnet } from '../../workers/model/resnet'
import { paramInfos } from '../../workers/model/spec'
import { uniform } from '../../workers/random'

export interface StepTask {
  readonly backend: 'wasm' | 'tfjs-wasm'
  readonly threads: number
  /** Pooled features of the pictures in place of steps. */
  readonly features?: boolean
  readonly size: number
  readonly frozenBlocks: number
  readonly steps: number
  readonly batch: number
}
export interface Round {
  readonly device: string
  /** Pictures a second. */
  readonly rate: number
  /** FNV-1a of every parameter after the steps. */
  readonly hash: number
  /** Held by the engine after the steps. */
  readonly bytes: number
}

async function engineOf({ backend, threads }: StepTask): Promise<TrainingEngine> {
  return backend === 'wasm' ? createWasmEngine({ threads }) : createTfjsEngine({ backend, threads, wasmPaths })
}

async function round(task: StepTask): Promise<Round> {
  const { size, frozenBlocks, steps, batch } = task
  const engine = await engineOf(task)
  const spec = resnet(18, { classes: 2 })
  const params = new Map(
    paramInfos(spec).map(({ name, shape }, k) => {
      const length = shape.reduce((a, b) => a * b, 1)
      const bound = shape.length > 1 ? Math.sqrt(6 / (length / shape[0]!)) : 0
      const rest = name.endsWith('running_mean') || name.endsWith('bias') ? 0 : 1
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => (bound ? (2 * uniform(k, i) - 1) * bound : rest)) }] as const
    }),
  )
  const fixed = { labelSmoothing: 0, classWeights: null, softLabels: false, ema: false, seed: 1 }
  await engine.load(spec, params, { batch, imageSize: size, frozenBlocks, optimizer: 'adam', ...fixed })
  const pixels = Uint8Array.from({ length: batch * size * size * 3 }, (_, i) => uniform(9, i) * 256)
  const labels = Int32Array.from({ length: batch }, (_, i) => i % 2)
  const adam = { learningRate: 1e-3, weightDecay: 1e-4, decayNormAndBias: true, momentum: 0, nesterov: false, beta1: 0.9, beta2: 0.999 }
  const once = { eps: 1e-8, clipNorm: 0, emaDecay: 0, gradientScale: 1, firstMicroBatch: true, update: true }
  const step = async (counter: number) => {
    if (task.features) {
      await engine.features({ n: batch, input: { kind: 'pixels', pixels }, labels: new Int32Array(), counter })
      return
    }
    const hyper = { ...adam, ...once, step: counter + 1 }
    const { loss } = await engine.step({ n: batch, input: { kind: 'pixels', pixels }, labels, counter }, hyper).result
    if (!Number.isFinite(loss)) throw new Error('The step computed a loss that is not a number: its time means nothing.')
  }
  await step(0)
  const start = performance.now()
  for (let i = 1; i <= steps; i++) await step(i)
  const rate = (steps * batch * 1000) / (performance.now() - start)
  let hash = 0x811c9dc5
  for (const { data } of (await engine.params()).values()) {
    for (const word of new Uint32Array(data.buffer, data.byteOffset, data.length)) hash = Math.imul(hash ^ word, 0x01000193)
  }
  const bytes = engine.bytes()
  await engine.dispose()
  return { device: engine.info.device, rate, hash: hash >>> 0, bytes }
}

addEventListener('message', ({ data }: MessageEvent<StepTask>) => {
  round(data).then(postMessage, (error: unknown) => postMessage({ error: String(error) }))
})
