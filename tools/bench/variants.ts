/**
 * The choice by timing beside each single family: the convolutions of ResNet18's step that have the most work, timed in every variant within a budget; then, in
 * turns and in the same run, all of them by each family and by the table that came of it, and with `--steps` whole steps too. In Dawn on whatever adapter
 * there is; with `--deno` in wgpu, on lavapipe where there is no other.
 */
import { beginningParams, noiseBatch, PLAIN_STEP, plainPlan } from '../../workers/engine/measure/networks'
import { median, stepRate } from '../../workers/engine/measure/timing'
import { type KernelFamily, type OpenedDevice, openDevice } from '../../workers/engine/webgpu/device'
import { WebGpuEngine } from '../../workers/engine/webgpu/engine'
import { type ChooseConv, type ConvVariant, familyOf, questionKey } from '../../workers/engine/webgpu/kernels/variants'
import { nodeGpu } from '../../workers/engine/webgpu/testing/node-gpu'
import { benchOn } from '../../workers/engine/webgpu/tuning/bench'
import { type Bench, chooseByTime, type Trial } from '../../workers/engine/webgpu/tuning/choose'
import { candidatesFor, jobsOf, type TuningJob } from '../../workers/engine/webgpu/tuning/jobs'
import { resnet } from '../../workers/model/resnet'
import { inDeno } from '../deno/bench'
import { type BenchOptions, type Row, ratio, rowAlone } from './row'

/** Compilers on the processor, on a busy one: nothing is given up. */
const PATIENCE_MS = 600_000
/** Rounds of which a median and a difference can be told, whatever the budget. */
const FEWEST = 2
const looking = { signal: new AbortController().signal, breathe: async () => {}, now: () => performance.now() }

/**
 * Options: `--size` (64), `--batch` (8), `--top` (convolutions of each direction, 4), `--budget` (seconds for choosing, and again for timing what was chosen, 60;
 * what it leaves undecided is left out), `--rounds` (at most, 5), `--families` (all that the adapter runs; tiles take SwiftShader's compiler long), `--steps` (whole steps too), `--list`, `--deno`.
 */
export async function run(options: BenchOptions): Promise<Row[]> {
  if (options.deno) return inDeno('variants', options)
  const number = (name: string, otherwise: number) => Number(options[name] ?? otherwise)
  const [size, batch, rounds, budget] = [number('size', 64), number('batch', 8), number('rounds', 5), number('budget', 60)]
  const opened = await openDevice(nodeGpu(), ['timestamp-query'])
  const all: readonly KernelFamily[] = opened.features.includes('subgroups') ? ['quads', 'registers', 'tiles'] : ['registers', 'tiles']
  const families = typeof options.families === 'string' ? (options.families.split(',') as KernelFamily[]) : all
  const base = families.includes(opened.family) ? opened.family : families[0]!
  const spec = resnet(18, { classes: 2 })
  const plan = plainPlan(size, batch)
  const jobs = largest(jobsOf(spec, [plan], base), number('top', 4))
  const benches = new Map<string, Bench>()
  const newBench = benchOn(opened, PATIENCE_MS)
  const begun = performance.now()
  const tuned = await chooseByTime(jobs, {
    candidates: ({ question }) => candidatesFor(question, base, opened.features, (variant) => !families.includes(familyOf(variant))),
    // What was compiled is timed again below.
    bench: async (job) => {
      const bench = await newBench(job)
      if (bench) benches.set(job.key, bench)
      return bench && { try: (...asked) => bench.try(...asked), again: (variant) => bench.again(variant), close: () => {} }
    },
    budgetMs: 1000 * budget,
    signal: looking.signal,
  })
  const seconds = (performance.now() - begun) / 1000
  if (tuned.faults.length > 0) throw new Error(`Candidates are wrong: ${JSON.stringify(tuned.faults)}`)
  if (options.list)
    for (const { key } of jobs) {
      const times = (tuned.times.get(key) ?? []).map(({ variant, ms }) => `${variant} ${ms.toFixed(3)}`)
      console.error(`${key}\t${tuned.choices.get(key)}\t${times.join(', ')} ms`)
    }
  const chosen: ChooseConv = (question) => tuned.choices.get(questionKey(question)) ?? base
  const decided = jobs.filter(({ key }) => tuned.choices.has(key))
  const contenders = new Map<string, ChooseConv>([...families.map((family) => [family, () => family] as const), ['chosen', chosen]])
  const { ms, noise } = await summed(decided, benches, contenders, { rounds, seconds: budget })
  for (const bench of benches.values()) bench.close()
  const ours = ms.get('chosen')!
  const title = `${decided.length} convolutions of ResNet18's step, ${size} px, batch ${batch}, ${opened.name}`
  const single = families.map((family): Row => {
    const theirs = ms.get(family)!
    return { name: title, unit: 'ms', ours, peer: `all by ${family}`, theirs, ratio: ratio(ours, theirs, 'less') }
  })
  const steps = options.steps ? await wholeSteps(opened, base, families, chosen, { spec, plan, rounds }) : []
  const changed = decided.filter(({ key }) => tuned.choices.get(key) !== base).length
  return [
    ...single,
    ...steps,
    rowAlone(`${title}: largest difference between rounds of the same`, '%', 100 * noise),
    rowAlone(`${title}: chosen other than ${base}`, '', changed),
    rowAlone(`${title}: undecided within the budget`, '', jobs.length - decided.length),
    rowAlone(`${title}: choosing`, 's', seconds),
  ]
}

/** So many of each direction, the most work first. */
function largest(jobs: readonly TuningJob[], top: number): TuningJob[] {
  const had = new Map<string, number>()
  return jobs.filter(({ question: { direction } }) => {
    had.set(direction, (had.get(direction) ?? 0) + 1)
    return had.get(direction)! <= top
  })
}

/**
 * Milliseconds of all jobs together by each family and by what was chosen: the median of rounds, in each of which every kernel is timed once, in turn.
 * `noise`: how far rounds of the same lie apart, at most, of their median.
 */
async function summed(
  jobs: readonly TuningJob[],
  benches: ReadonlyMap<string, Bench>,
  contenders: ReadonlyMap<string, ChooseConv>,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<{ readonly ms: ReadonlyMap<string, number>; readonly noise: number }> {
  const msOf = async (trial: Promise<Trial>): Promise<number> => {
    const found = await trial
    if ('fault' in found) throw new Error(`${found.kernel}: ${found.fault}: ${found.detail}`)
    return found.ms
  }
  const each = jobs.map(({ key, question }) => {
    const answers = new Map([...contenders].map(([name, choose]) => [name, choose(question)]))
    return { bench: benches.get(key)!, answers, variants: new Set(answers.values()) }
  })
  // A family's own choice of tile may be one that was tried under another name.
  for (const { bench, variants } of each) for (const variant of variants) await msOf(bench.try(variant, 0))
  const sums = new Map<string, number[]>([...contenders.keys()].map((name) => [name, []]))
  const begun = performance.now()
  for (let round = 0; round < rounds && (round < FEWEST || performance.now() - begun < 1000 * seconds); round++) {
    for (const all of sums.values()) all.push(0)
    for (const { bench, answers, variants } of each) {
      const times = new Map<ConvVariant, number>()
      for (const variant of variants) times.set(variant, await msOf(bench.again(variant)))
      for (const [name, variant] of answers) sums.get(name)![round]! += times.get(variant)!
    }
  }
  const medians = new Map([...sums].map(([name, all]) => [name, median(all)]))
  const noise = Math.max(...[...sums].map(([name, all]) => (Math.max(...all) - Math.min(...all)) / medians.get(name)!))
  return { ms: medians, noise }
}

async function wholeSteps(...[opened, base, families, chosen, network]: Parameters<typeof inTurns>): Promise<Row[]> {
  const rates = await inTurns(opened, base, families, chosen, network)
  const { imageSize, batch } = network.plan
  const name = `ResNet18, everything trains, ${imageSize} px, batch ${batch}, ${opened.name}`
  const ours = rates.get('chosen')!
  return families.map((family): Row => {
    const theirs = rates.get(family)!
    return { name, unit: 'images/s', ours, peer: `all by ${family}`, theirs, ratio: ratio(ours, theirs, 'more') }
  })
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
