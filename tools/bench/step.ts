/** One whole training step (forward, backward, Adam) of ResNet18 on wasm beside PyTorch's on the same machine in the same run. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { StepHyper, TrainPlan } from '../../workers/engine/engine'
import { createTfjsEngine } from '../../workers/engine/tfjs/create'
import { resnet } from '../../workers/model/resnet'
import { type ParamMap, paramInfos } from '../../workers/model/spec'
import { uniform } from '../../workers/random'
import { type BenchOptions, type Row, ratio } from './row'

const BATCH = 32

interface Case {
  readonly name: string
  readonly size: number
  readonly frozenBlocks: number
}
const CASES: readonly Case[] = [
  { name: 'ResNet18, everything trains, 64 px, batch 32', size: 64, frozenBlocks: 0 },
  { name: 'ResNet18, frozen backbone, 96 px, batch 32', size: 96, frozenBlocks: 5 },
]

const hyper = (step: number): StepHyper => ({
  step,
  learningRate: 1e-3,
  weightDecay: 1e-4,
  decayNormAndBias: true,
  momentum: 0,
  nesterov: false,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  clipNorm: 0,
  emaDecay: 0,
  gradientScale: 1,
  firstMicroBatch: true,
  update: true,
})

function parameters(spec: ReturnType<typeof resnet>): ParamMap {
  return new Map(
    paramInfos(spec).map(({ name, shape }, k) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const bound = shape.length > 1 ? Math.sqrt(6 / (size / shape[0]!)) : 0
      const rest = name.endsWith('running_mean') || name.endsWith('bias') ? 0 : 1
      return [name, { shape, data: Float32Array.from({ length: size }, (_, i) => (bound ? (2 * uniform(k, i) - 1) * bound : rest)) }]
    }),
  )
}

async function ours({ size, frozenBlocks }: Case, steps: number): Promise<{ device: string; rate: number }> {
  const engine = await createTfjsEngine({ backend: 'tfjs-wasm' })
  const spec = resnet(18, { classes: 2 })
  const plan: TrainPlan = {
    ...{ batch: BATCH, imageSize: size, frozenBlocks, optimizer: 'adam' },
    ...{ labelSmoothing: 0, classWeights: null, softLabels: false, ema: false, seed: 1 },
  }
  await engine.load(spec, parameters(spec), plan)
  const pixels = Uint8Array.from({ length: BATCH * size * size * 3 }, (_, i) => uniform(9, i) * 256)
  const labels = Int32Array.from({ length: BATCH }, (_, i) => i % 2)
  const step = (counter: number) => engine.step({ n: BATCH, input: { kind: 'pixels', pixels }, labels, counter }, hyper(counter + 1)).result
  await step(0)
  const start = performance.now()
  for (let i = 0; i < steps; i++) {
    const { loss } = await step(i + 1)
    if (!Number.isFinite(loss)) throw new Error('The step computed a loss that is not a number: its time means nothing.')
  }
  const rate = (steps * BATCH * 1000) / (performance.now() - start)
  await engine.dispose()
  return { device: engine.info.device, rate }
}

/** PyTorch's pictures a second, or null where Python has no torch. */
export function pytorch(
  { size, frozenBlocks }: Pick<Case, 'size' | 'frozenBlocks'>,
  steps: number,
): { device: string; rate: number } | null {
  const script = fileURLToPath(new URL('step.py', import.meta.url))
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, String(size), String(BATCH), String(frozenBlocks), String(steps)], {
      encoding: 'utf8',
    })
    if (status === 0) return JSON.parse(stdout) as { device: string; rate: number }
  }
  return null
}

/** `--steps N`: timed steps of ours (default 5); PyTorch takes four times as many. */
export async function run(options: BenchOptions): Promise<Row[]> {
  const steps = typeof options.steps === 'string' ? Number(options.steps) : 5
  const rows: Row[] = []
  for (const one of CASES) {
    const theirs = pytorch(one, steps * 4)
    const { device, rate } = await ours(one, steps)
    const numbers = { ours: rate, peer: theirs?.device ?? null, theirs: theirs?.rate ?? null }
    rows.push({ name: `${one.name} (${device}, Node)`, unit: 'images/s', ...numbers, ratio: ratio(rate, numbers.theirs, 'more') })
  }
  return rows
}
