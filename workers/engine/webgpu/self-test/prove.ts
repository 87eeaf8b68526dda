/**
 * Whether an adapter computes what a network needs beside convolutions, which it was tried on before: samples that have the kinds of its kernels, each a step and
 * answers against the processor's engine. What of a sample is wrong is told by its first layer that is.
 */
import type { ModelSpec } from '../../../model/spec'
import { outputShapes } from '../../../model/spec'
import { EngineLimitError, type TrainingEngine, type TrainPlan } from '../../engine'
import type { OpenedDevice } from '../device'
import { WebGpuEngine } from '../engine'
import { kindsOf, type Use } from './kinds'
import { type Chosen, samplesFor } from './networks'
import { outcomeOf, type Sampled, worst } from './outcome'
import { byClock, failed, isLost, type KernelFault, type Patience, STEP_PATIENCE_MS, within, wrong } from './self-test'

export interface Proof {
  /** Kinds of kernels that were tried and are right. */
  readonly right: readonly string[]
  /** Of the first that was wrong, those that may be it; empty where none was. */
  readonly wrong: readonly string[]
  /** The first that was wrong; null where none was. */
  readonly fault: KernelFault | null
}

export interface Proving {
  /** A device of the adapter. */
  readonly open: () => Promise<OpenedDevice>
  /** Makes the engine that is believed. */
  readonly reference: () => TrainingEngine
  readonly use: Use
  readonly patience?: Patience
}

/**
 * @param wanted kinds to be tried, of a plan like `like`
 * @throws what `open` does; Error where the device went away, or has no room for a sample: that says nothing of a kernel
 */
export async function prove(
  wanted: ReadonlySet<string>,
  like: TrainPlan,
  { open, reference, use, patience = byClock }: Proving,
): Promise<Proof> {
  const right: string[] = []
  const { chosen } = samplesFor(wanted, like, use)
  if (chosen.length === 0) return { right, wrong: [], fault: null }
  const opened = await open()
  let [believed, engine]: (TrainingEngine | null)[] = [null, null]
  try {
    believed = reference()
    // One engine for all: of what samples share each kernel is compiled once.
    engine = new WebGpuEngine(opened, use)
    for (const sample of chosen) {
      const fault = await faultOf(sample, { opened, engine, believed, patience })
      if (fault) {
        const named = fault.what === 'wrong' ? await located(sample, new Set(right), { opened, engine, believed, patience }, use) : null
        if (named) right.push(...named.right)
        const suspects = named && named.wrong.length > 0 ? named.wrong : [...sample.kinds]
        return {
          right,
          wrong: suspects.filter((kind) => !right.includes(kind)),
          fault: { family: use.family, direction: null, ...fault, ...named?.said, ...halfOf(sample.plan) },
        }
      }
      right.push(...sample.kinds)
    }
    return { right, wrong: [], fault: null }
  } finally {
    // Nobody waits for a device that may be silent.
    opened.device.destroy()
    void engine?.dispose().catch(() => undefined)
    await believed?.dispose()
  }
}

const halfOf = ({ precision }: TrainPlan): { readonly half?: true } => (precision === 'mixed' ? { half: true } : {})

interface Tried {
  readonly opened: OpenedDevice
  readonly engine: TrainingEngine
  readonly believed: TrainingEngine
  readonly patience: Patience
}

async function faultOf(sample: Sampled, { opened, engine, believed, patience }: Tried) {
  const title = `sample network "${sample.spec.arch}"`
  const expected = await outcomeOf(believed, { ...sample, plan: { ...sample.plan, precision: 'f32' } })
  try {
    const got = await within(patience, outcomeOf(engine, sample), STEP_PATIENCE_MS)
    const { what, error, tolerance } = worst(expected, got, sample.plan)
    return error < tolerance ? null : wrong(`${title}, ${what}`, error)
  } catch (error) {
    if ((await isLost(opened.device)) || error instanceof EngineLimitError) throw error
    return failed(title, error, false)
  }
}

/** What was found of a sample layer by layer. */
interface Located {
  readonly said: Pick<KernelFault, 'kernel' | 'detail'>
  /** Kinds of its layers before the first wrong one, and those that this one has besides. */
  readonly right: readonly string[]
  readonly wrong: readonly string[]
}

/** The first layer of a sample at which it goes wrong, with its kinds of kernels; null where each by itself is right, or nothing more comes of the device. */
async function located({ spec, plan }: Chosen, right: ReadonlySet<string>, tried: Tried, use: Use): Promise<Located | null> {
  const seen = new Set(right)
  for (const part of partsOf(spec, plan.imageSize)) {
    const whole = { ...plan, frozenBlocks: 0 }
    const kinds = [...kindsOf(part, whole, use)].filter((kind) => !seen.has(kind))
    const fault = await faultOf({ spec: part, plan: whole }, tried)
    if (!fault) {
      for (const kind of kinds) seen.add(kind)
      continue
    }
    if (fault.what !== 'wrong') return null
    const layer = part.layers.at(-3)!
    const said = fault.kernel.slice(fault.kernel.indexOf(', ') + 2)
    return {
      said: {
        kernel: `${kinds.join('; ') || layer.op} (${layer.op} ${layer.id} of the sample network "${spec.arch}")`,
        detail: `${said}: ${fault.detail}`,
      },
      right: [...seen].filter((kind) => !right.has(kind)),
      wrong: kinds,
    }
  }
  return null
}

/** What leads to each layer before the features, with pooling and a head behind it: three layers at the least. */
function* partsOf(spec: ModelSpec, imageSize: number): Iterable<ModelSpec> {
  const shapes = outputShapes(spec, imageSize)
  for (const layer of spec.layers) {
    if (layer.id === spec.features) return
    const channels = shapes.get(layer.id)!.at(-1)!
    if (channels % 4 !== 0) continue
    const needed = new Set([layer.id])
    for (const before of spec.layers.toReversed()) if (needed.has(before.id)) for (const id of before.inputs) needed.add(id)
    const layers: ModelSpec['layers'] = [
      ...spec.layers.filter(({ id }) => needed.has(id)),
      { op: 'gap', id: 'part.pool', inputs: [layer.id], block: layer.block },
      { op: 'linear', id: 'part.fc', inputs: ['part.pool'], block: spec.blocks.at(-1)!, inFeatures: channels, outFeatures: spec.classes },
    ]
    const blocks = spec.blocks.filter((block) => layers.some((one) => one.block === block))
    yield { ...spec, layers, blocks, features: 'part.pool', featureWidth: channels, cam: layer.id }
  }
}
