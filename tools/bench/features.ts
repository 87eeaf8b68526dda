/** Pooled features of ResNet18 on both wasm engines in Chromium, beside onnxruntime-web's wasm backend with as many threads in the same page. */
import { exportModel, formulaParams } from '../../workers/export/fixtures/formula'
import { toOnnx } from '../../workers/export/onnx'
import { resnet } from '../../workers/model/resnet'
import { openHarness } from '../harness'
import { type BenchOptions, type Row, ratio } from './row'
import { median, ours } from './step-browser'

const BATCH = 32
const ORT = '/node_modules/onnxruntime-web/dist/'

interface OrtModule {
  readonly env: { readonly wasm: { numThreads: number; wasmPaths: string } }
  readonly InferenceSession: { create(path: string, options: object): Promise<{ run(feeds: object): Promise<unknown> }> }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown
}

/** `--size N` (default 96), `--threads N` (2), `--steps N`: timed batches of 32 in a round (3), `--rounds N` (3). */
export async function run(options: BenchOptions): Promise<Row[]> {
  const number = (name: string, otherwise: number) => (typeof options[name] === 'string' ? Number(options[name]) : otherwise)
  const [size, threads, steps, rounds] = [number('size', 96), number('threads', 2), number('steps', 3), number('rounds', 3)]
  const spec = resnet(18, { classes: 2 })
  const onnx = Buffer.from(toOnnx(exportModel(spec, formulaParams(spec), size)))
  const harness = await openHarness(new Map([['model.onnx', () => onnx]]))
  try {
    const theirs = () =>
      harness.page.evaluate(
        async ({ path, threads, batch, size, steps }) => {
          const scope = globalThis as unknown as { answer?: () => Promise<unknown> }
          if (!scope.answer) {
            const ort = (await import(/* @vite-ignore */ `${path}ort.wasm.bundle.min.mjs`)) as OrtModule
            Object.assign(ort.env.wasm, { numThreads: threads, wasmPaths: path })
            const session = await ort.InferenceSession.create('/files/model.onnx', { executionProviders: ['wasm'] })
            const input = new ort.Tensor(
              'float32',
              Float32Array.from({ length: batch * 3 * size * size }, (_, i) => (i % 255) / 128 - 1),
              [batch, 3, size, size],
            )
            scope.answer = () => session.run({ input })
          }
          await scope.answer()
          const start = performance.now()
          for (let i = 0; i < steps; i++) await scope.answer()
          return (steps * batch * 1000) / (performance.now() - start)
        },
        { path: ORT, threads, batch: BATCH, size, steps },
      )
    const rates = { wasm: [] as number[], 'tfjs-wasm': [] as number[], ort: [] as number[] }
    for (let i = 0; i < rounds; i++) {
      for (const backend of ['wasm', 'tfjs-wasm'] as const) {
        const task = { backend, threads, size, frozenBlocks: 5, steps, batch: BATCH, features: true }
        rates[backend].push((await ours(harness.page, task)).rate)
      }
      rates.ort.push(await theirs())
    }
    const rate = median(rates.wasm)
    const name = `features on wasm, ${size} px, batch ${BATCH}, ${threads} threads in Chromium`
    const row = (peer: string, other: number): Row => {
      return { name, unit: 'images/s', ours: rate, peer, theirs: other, ratio: ratio(rate, other, 'more') }
    }
    return [row('onnxruntime-web 1.30, wasm', median(rates.ort)), row('tfjs-wasm', median(rates['tfjs-wasm']))]
  } finally {
    await harness.close()
  }
}
