/**
 * Loss curves in mixed precision beside those in f32, of small networks that learn to tell made pictures apart, from several seeds; Deno runs it on wgpu:
 *
 *     npx tsx tools/verify/mixed.ts [--steps 200] [--seeds 3] [--networks resnet18,efficientnet_b0]
 *
 * Prints of each network the mean loss of the last quarter for each seed in both, and the updates that were skipped. Ends with exit code 1 where mixed
 * precision's mean over the seeds is further from f32's than seeds of f32 are from one another.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generated, hyper, network, plan } from '../../workers/engine/fixtures/narrow'
import { openWebGpuEngine, type WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { efficientnet } from '../../workers/model/efficientnet'
import type { ModelSpec } from '../../workers/model/spec'
import { uniform } from '../../workers/random'
import { denoTests, findDeno } from '../deno/deno'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '3' },
    networks: { type: 'string', default: 'resnet18,efficientnet_b0' },
  },
})
const [BATCH, SIZE, CLASSES] = [8, 48, 3]

/** Of each kind as few channels and layers as it can have: lavapipe has only the processor to compute with. */
const NETWORKS: Readonly<Record<string, () => ModelSpec>> = {
  resnet18: () => network(),
  efficientnet_b0: () => efficientnet('efficientnet_b0', { classes: CLASSES, head: 'own', dropout: 0, width: 0.25, depth: 0.5 }),
}

/** Noise in which each class has a stripe pattern of its own, half of it as strong. */
function made(seed: number, step: number) {
  const labels = Int32Array.from({ length: BATCH }, (_, i) => Math.floor(uniform(seed, 1, step, i) * CLASSES))
  const pixels = Uint8Array.from({ length: BATCH * SIZE * SIZE * 3 }, (_, at) => {
    const x = Math.floor(at / 3) % SIZE
    const stripe = Math.sin((x * (labels[Math.floor(at / (SIZE * SIZE * 3))]! + 1)) / 2)
    return 128 + 40 * stripe + 160 * (uniform(seed, 2, step, at) - 0.5)
  })
  return { n: BATCH, input: { kind: 'pixels' as const, pixels }, labels, counter: step }
}

/** Losses of all steps, and how many updates were skipped. */
async function curve(engine: WebGpuEngine, spec: ModelSpec, seed: number, precision: 'f32' | 'mixed') {
  await engine.load(spec, generated(spec, { seed }), plan({ batch: BATCH, imageSize: SIZE, optimizer: 'adam', precision }))
  const losses: number[] = []
  let left = 0
  for (let step = 1; step <= Number(values.steps); step++) {
    const { loss, skipped } = await engine.step(made(seed, step), hyper({ step, learningRate: 1e-3, update: true })).result
    losses.push(loss)
    if (skipped) left++
  }
  return { losses, left }
}

const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length

async function compare(): Promise<boolean> {
  const engine = await openWebGpuEngine(globalThis.navigator.gpu)
  let isWithin = true
  for (const name of values.networks.split(',')) {
    const build = NETWORKS[name]
    if (!build) throw new Error(`--networks wants some of ${Object.keys(NETWORKS).join(', ')}`)
    const spec = build()
    const ends = { f32: [] as number[], mixed: [] as number[] }
    for (let seed = 1; seed <= Number(values.seeds); seed++) {
      for (const precision of ['f32', 'mixed'] as const) {
        const { losses, left } = await curve(engine, spec, seed, precision)
        const quarters = [0, 1, 2, 3].map((q) => mean(losses.slice((q * losses.length) / 4, ((q + 1) * losses.length) / 4)))
        ends[precision].push(quarters[3]!)
        console.log(
          `${name}, seed ${seed}, ${precision}: mean loss by quarters ${quarters.map((v) => v.toFixed(4)).join(' ')}, ${left} skipped`,
        )
      }
    }
    const noise = Math.max(...ends.f32) - Math.min(...ends.f32)
    const apart = Math.abs(mean(ends.mixed) - mean(ends.f32))
    console.log(
      `${name}: last quarter ${mean(ends.f32).toFixed(4)} in f32, ${mean(ends.mixed).toFixed(4)} mixed; seeds of f32 differ by ${noise.toFixed(4)}`,
    )
    isWithin &&= apart <= noise
  }
  await engine.dispose()
  return isWithin
}

if ('Deno' in globalThis) process.exit((await compare()) ? 0 : 1)
const { env } = denoTests([])
const args = ['run', '-A', '--unstable-webgpu', '--unstable-sloppy-imports', fileURLToPath(import.meta.url), ...process.argv.slice(2)]
process.exit(spawnSync(findDeno() ?? 'deno', args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1)
