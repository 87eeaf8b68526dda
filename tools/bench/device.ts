/**
 * "Measure this device", in Node: the processor's engine on `--threads` (the machine's), and WebGPU where there is hardware, or `--emulated` is given;
 * `--deno` takes wgpu's, also where it is lavapipe. `--sizes 64,128`; `--budget` seconds, after which no figure is begun.
 */
import { availableParallelism } from 'node:os'
import { measureEngines } from '../../workers/engine/measure/measure'
import { createWasmEngine } from '../../workers/engine/wasm/create'
import { startNodeThread } from '../../workers/engine/wasm/testing/node-threads'
import { openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { isSameEngine, type Measured, measuredText } from '../../workers/protocol'
import { inDeno } from '../deno/bench'
import { type BenchOptions, type Row, rowAlone } from './row'

export function rowsOf({ rates, ceilings, parity, passes }: Measured): Row[] {
  const name = ({ backend, device }: Measured['rates'][number] | Measured['parity'][number]) => `${backend}, ${device}`
  return [
    ...rates.flatMap((rate): Row[] => {
      const learns = rate.learns === 'head' ? 'head only' : 'everything'
      const title = `${name(rate)}: ResNet18, ${learns}, ${rate.imageSize} px, batch ${rate.batch}`
      const ceiling = ceilings.find((one) => isSameEngine(one, rate))
      const most = ceiling ? { peer: 'its matrix products', theirs: ceiling.gflops, ratio: rate.gflops / ceiling.gflops } : null
      const rest = most ?? { peer: null, theirs: null, ratio: null }
      return [rowAlone(title, 'images/s', rate.imagesPerSecond), { name: title, unit: 'GFLOP/s', ours: rate.gflops, ...rest }]
    }),
    ...parity.map((one) => rowAlone(`${name(one)}: largest relative error of a small step${one.isRight ? '' : ' (wrong)'}`, '', one.error)),
    ...passes.flatMap(({ inferenceMs, trainingMs, loss, isRight, backend, device }): Row[] => {
      const title = `${backend}, ${device}: ResNet-50, batch 4, 224 px, f32${isRight === false ? ' (another loss: wrong)' : isRight === null ? ' (compared with none)' : ''}`
      return [
        rowAlone(`${title}: inference`, 'ms', inferenceMs),
        rowAlone(`${title}: training`, 'ms', trainingMs),
        rowAlone(`${title}: loss`, '', loss),
      ]
    }),
  ]
}

export async function run(options: BenchOptions): Promise<Row[]> {
  // Who names wgpu wants its rows; lavapipe, too, says that it is software.
  if (options.deno) return inDeno('device', { ...options, emulated: true })
  const { sizes, threads, emulated, budget } = options
  const gpu = await openDevice(nodeGpu()).catch(() => null) // a machine without any adapter has the processor
  gpu?.device.destroy()
  const withGpu = gpu !== null && (!gpu.software || emulated === true)
  const count = typeof threads === 'string' ? Number(threads) : availableParallelism()
  const measured = await measureEngines({
    engines: [
      async () => createWasmEngine({ threads: count, start: startNodeThread }),
      ...(withGpu ? [async () => new WebGpuEngine(await openDevice(nodeGpu()))] : []),
    ],
    environment: 'Deno' in globalThis ? 'Deno, wgpu' : `Node ${process.versions.node}`,
    signal: new AbortController().signal,
    onProgress: ({ share }) => process.stderr.write(`${Math.round(100 * share)}%\n`),
    ...(typeof budget === 'string' ? { budgetMs: 1000 * Number(budget) } : {}),
    ...(typeof sizes === 'string' ? { sizes: sizes.split(',').map(Number) } : {}),
  })
  console.error(measuredText(measured))
  return rowsOf(measured)
}
