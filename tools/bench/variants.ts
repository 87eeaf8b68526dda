/**
 * The choice by timing beside each single family: every convolution of ResNet18's step timed in every variant, and whole steps by each family and by the table that
 * comes of it, in turns, in the same run. In Dawn on whatever adapter there is; with `--deno` in wgpu, on lavapipe where there is no other.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beginningParams, noiseBatch, PLAIN_STEP, plainPlan } from '../../workers/engine/measure/networks'
import { stepRate } from '../../workers/engine/measure/timing'
import { type KernelFamily, type OpenedDevice, openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { type ChooseConv, familyOf, questionKey } from '../../workers/engine/webgpu/kernels/variants'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { jobsOf } from '../../workers/engine/webgpu/tuning/jobs'
import { timeKernels } from '../../workers/engine/webgpu/tuning/tune'
import { resnet } from '../../workers/model/resnet'
import { findDeno } from '../deno/deno'
import { findLavapipe } from '../lavapipe'
import { type BenchOptions, type Row, ratio } from './row'

const looking = { signal: new AbortController().signal, breathe: async () => {}, now: () => performance.now() }

/** Options: `--size` (64), `--batch` (8), `--rounds` (3), `--families` (all that the adapter runs; tiles take SwiftShader's compiler minutes), `--list`, `--deno`. */
export async function run(options: BenchOptions): Promise<Row[]> {
  if (options.deno) return inDeno(options)
  const size = Number(options.size ?? 64)
  const batch = Number(options.batch ?? 8)
  const opened = await openDevice(nodeGpu())
  const all: readonly KernelFamily[] = opened.features.includes('subgroups') ? ['quads', 'registers', 'tiles'] : ['registers', 'tiles']
  const families = typeof options.families === 'string' ? (options.families.split(',') as KernelFamily[]) : all
  const base = families.includes(opened.family) ? opened.family : families[0]!
  const spec = resnet(18, { classes: 2 })
  const plan = plainPlan(size, batch)
  const jobs = jobsOf(spec, [plan], base)
  const begun = performance.now()
  const tuned = await timeKernels(nodeGpu(), jobs, {
    base: () => base,
    excluded: (_, variant) => !families.includes(familyOf(variant)),
    budgetMs: Number.POSITIVE_INFINITY,
    // Compilers on the processor, on a busy one: nothing is given up.
    patienceMs: 600_000,
    signal: looking.signal,
  })
  const seconds = (performance.now() - begun) / 1000
  if (tuned.faults.length > 0) throw new Error(`Candidates are wrong: ${JSON.stringify(tuned.faults)}`)
  if (options.list)
    for (const { key } of jobs) {
      const times = (tuned.times.get(key) ?? []).map(({ variant, ms }) => `${variant} ${ms.toFixed(2)}`)
      console.error(`${key}\t${tuned.choices.get(key)}\t${times.join(', ')} ms`)
    }
  const chosen: ChooseConv = (question) => tuned.choices.get(questionKey(question)) ?? base
  const rates = await inTurns(opened, base, families, chosen, { spec, plan, rounds: Number(options.rounds ?? 3) })
  const title = `ResNet18, everything trains, ${size} px, batch ${batch}, ${opened.name}`
  const ours = rates.get('chosen')!
  const single = families.map((family): Row => {
    const theirs = rates.get(family)!
    return { name: title, unit: 'images/s', ours, peer: `all by ${family}`, theirs, ratio: ratio(ours, theirs, 'more') }
  })
  return [
    ...single,
    { name: `${title}: timing ${jobs.length} convolutions`, unit: 's', ours: seconds, peer: null, theirs: null, ratio: null },
  ]
}

/** Pictures a second of the best round of each. */
async function inTurns(
  { device, ...opened }: OpenedDevice,
  base: KernelFamily,
  families: readonly KernelFamily[],
  chosen: ChooseConv,
  {
    spec,
    plan,
    rounds,
  }: { readonly spec: ReturnType<typeof resnet>; readonly plan: ReturnType<typeof plainPlan>; readonly rounds: number },
): Promise<ReadonlyMap<string, number>> {
  const engines = new Map<string, WebGpuEngine>()
  for (const [name, choose] of [...families.map((family) => [family, () => family] as const), ['chosen', chosen] as const]) {
    // All that is no convolution is the same for all of them.
    const engine = new WebGpuEngine({ device, ...opened }, { family: base, choose })
    await engine.load(spec, beginningParams(spec), plan)
    engines.set(name, engine)
  }
  const batch = noiseBatch(plan.batch, plan.imageSize, spec.classes)
  const best = new Map<string, number>()
  for (let round = 0; round < rounds; round++)
    for (const [name, engine] of engines) {
      const rate = plan.batch * (await stepRate(engine, batch, PLAIN_STEP, looking))
      best.set(name, Math.max(best.get(name) ?? 0, rate))
    }
  return best
}

/** This very benchmark in Deno, which has WebGPU itself. */
function inDeno({ deno: _, ...options }: BenchOptions): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-deno-'))
  try {
    const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
    const map = join(folder, 'map.json')
    writeFileSync(
      map,
      JSON.stringify({ imports: { webgpu: new URL('../../workers/engine/webgpu/testing/deno-webgpu.ts', import.meta.url).href } }),
    )
    const icd = findLavapipe()
    const flags = ['run', '-A', '--unstable-webgpu', '--unstable-sloppy-imports', '--no-check', '--import-map', map]
    const { stdout, status } = spawnSync(findDeno() ?? 'deno', [...flags, here('../deno/variants.ts'), JSON.stringify(options)], {
      ...{ stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
      env: { ...process.env, ...(icd ? { VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd } : {}) },
    })
    if (status !== 0) throw new Error('The benchmark in Deno failed: see above')
    return JSON.parse(stdout) as Row[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
