/**
 * Whether an adapter computes what it should: the convolutions of a family one by one against float64, then one step and one answer of a narrow network
 * against the engine of the processor. A family in which anything is wrong is passed over for the next. The one that is taken is tried in mixed precision,
 * too, where the adapter has f16.
 */
import type { TrainingEngine } from '../../engine'
import type { KernelFamily, OpenedDevice } from '../device'
import { WebGpuEngine } from '../engine'
import { KernelError } from '../program'
import { kernelCases, NARROW_PLAN, NARROW_STEP, narrowBatch, narrowNetwork, narrowParams, scaledBy } from './cases'
import { relativeError } from './reference'
import { runKernel } from './run-kernel'

/** A kernel that an adapter cannot be trusted with. */
export interface KernelFault {
  readonly family: KernelFamily
  /** The kernel's name and shape, or what of the narrow step was wrong. */
  readonly kernel: string
  /** `refused`: it did not compile, or the device takes it not; `wrong`: other numbers, or none; `silent`: nothing came back, or the device went away. */
  readonly what: 'refused' | 'wrong' | 'silent'
  readonly detail: string
  /** It was found in mixed precision only, which is then not used. */
  readonly half?: true
}

export interface SelfTest {
  /** The first family that is right; null where none is. */
  readonly family: KernelFamily | null
  /** Whether that family is right in mixed precision, too; absent where the adapter has no f16. */
  readonly half?: boolean
  readonly faults: readonly KernelFault[]
}

/** Relative L2 errors that rounding explains: of one sum, and of a step of a network. */
const KERNEL_TOLERANCE = 1e-5
const STEP_TOLERANCE = 1e-3
/** The same of a step whose maps are stored in f16, each rounded by 2^-11. */
const HALF_STEP_TOLERANCE = 0.1
/** So long one kernel may take, and the step, for which half a hundred are compiled at once. Compiling on a busy machine takes seconds. */
const [PATIENCE_MS, STEP_PATIENCE_MS] = [20_000, 90_000]

/** Calls `tell` when something was waited for long enough, usually `ms`; @returns what ends the wait */
export type Patience = (tell: () => void, ms: number) => () => void

const byClock: Patience = (tell, ms) => {
  const timer = setTimeout(tell, ms)
  return () => clearTimeout(timer)
}

/** All families that a device can run, its own first. */
const familiesOf = ({ family, features }: OpenedDevice): KernelFamily[] => {
  const others: readonly KernelFamily[] = features.includes('subgroups') ? ['tiles', 'quads', 'registers'] : ['tiles', 'registers']
  return [family, ...others.filter((other) => other !== family)]
}

/**
 * @param open a device of the adapter, anew for each family: one that failed is given up
 * @param reference the engine that is believed; it is disposed of
 * @param patience has each kernel, and the step, waited for until it tells
 */
export async function selfTest(
  open: () => Promise<OpenedDevice>,
  reference: () => TrainingEngine,
  patience: Patience = byClock,
): Promise<SelfTest> {
  const faults: KernelFault[] = []
  const expected = outcomeOf(reference())
  // It is awaited only after the first kernels; until then its failure is nobody's.
  expected.catch(() => undefined)
  let left: readonly KernelFamily[] | null = null
  for (;;) {
    const opened = await open()
    left ??= familiesOf(opened)
    const [family, ...rest] = left
    if (!family) {
      opened.device.destroy()
      return { family: null, faults }
    }
    const fault = await faultOf(opened, family, expected, patience)
    opened.device.destroy()
    if (!fault) {
      const half = opened.features.includes('shader-f16') ? await halfFaultOf(open, family, expected, patience) : undefined
      if (half) faults.push({ family, half: true, ...half })
      return { family, faults, ...(half === undefined ? {} : { half: half === null }) }
    }
    faults.push({ family, ...fault })
    left = rest
  }
}

type Fault = Omit<KernelFault, 'family'>

class Silent extends Error {}

async function within<T>(patience: Patience, work: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  let stop = () => {}
  const over = new Promise<never>((_, reject) => {
    stop = patience(() => reject(new Silent('no answer came')), ms)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    stop()
  }
}

/** @param lost whether the device went away: with the machine's sleep, a driver's update or another page's fault, which says nothing of the kernel */
const failed = (kernel: string, error: unknown, lost: boolean): Fault => ({
  kernel: error instanceof KernelError ? error.kernel : kernel,
  what: error instanceof Silent || lost ? 'silent' : 'refused',
  detail: error instanceof Error ? error.message : String(error),
})

/** Whether the device has gone away by now. */
const isLost = (device: GPUDevice): Promise<boolean> =>
  Promise.race([device.lost.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 0))])

/** The family's fault in mixed precision, on a device of its own: the other is done with. */
async function halfFaultOf(
  open: () => Promise<OpenedDevice>,
  family: KernelFamily,
  expected: Promise<Outcome>,
  patience: Patience,
): Promise<Fault | null> {
  const opened = await open()
  const fault = await faultOf(opened, family, expected, patience, true)
  opened.device.destroy()
  return fault
}

async function faultOf(
  opened: OpenedDevice,
  family: KernelFamily,
  expected: Promise<Outcome>,
  patience: Patience,
  half = false,
): Promise<Fault | null> {
  const tolerance = half ? HALF_STEP_TOLERANCE : STEP_TOLERANCE
  // In f16 they are the same kernels with other loads and stores: the step has them all.
  for (const { kernel, data, n, output, expected: right } of half ? [] : kernelCases(family)) {
    try {
      const values = (await within(patience, runKernel(opened.device, kernel, data, n)))[output]!
      const error = relativeError(values, right)
      if (!(error < KERNEL_TOLERANCE)) return wrong(kernel.name, error)
    } catch (error) {
      return failed(kernel.name, error, await isLost(opened.device))
    }
  }
  const right = await expected
  try {
    const engine = new WebGpuEngine(opened, { family })
    const got = await within(patience, outcomeOf(engine, half), STEP_PATIENCE_MS)
    for (const [what, values] of right) {
      const error = relativeError(got.get(what)!, values)
      if (!(error < tolerance)) return wrong(`step of a narrow network, ${what}`, error)
    }
    // What is beyond f16 has to be seen: else it would be learnt from.
    if (half && got.get(SKIPPED)?.[0] !== 1) return wrong('step of a narrow network whose gradients are beyond f16', 1)
    return null
  } catch (error) {
    return failed('step of a narrow network', error, await isLost(opened.device))
  }
}

const wrong = (kernel: string, error: number): Fault => ({ kernel, what: 'wrong', detail: `relative error ${error.toPrecision(3)}` })

/** Everything that a step and an answer tell, by name. */
type Outcome = ReadonlyMap<string, ArrayLike<number>>

/** In mixed precision only: whether an update was skipped that had to be. */
const SKIPPED = 'skipped'

async function outcomeOf(engine: TrainingEngine, half = false): Promise<Outcome> {
  try {
    const spec = narrowNetwork()
    const plan = { ...NARROW_PLAN, ...(half ? { precision: 'mixed' as const } : {}) }
    await engine.load(spec, narrowParams(spec), plan, half ? scaledBy(64) : undefined)
    const outcome = new Map<string, ArrayLike<number>>([['logits', await engine.evaluate(narrowBatch())]])
    const { loss } = await engine.step(narrowBatch(), NARROW_STEP).result
    outcome.set('loss', [loss])
    for (const [name, { data }] of await engine.gradients()) outcome.set(`gradient of ${name}`, data)
    for (const [name, { data }] of await engine.params()) outcome.set(`${name} afterwards`, data)
    if (half) {
      await engine.load(spec, narrowParams(spec), plan, scaledBy(2 ** 40))
      outcome.set(SKIPPED, [(await engine.step(narrowBatch(), NARROW_STEP).result).skipped ? 1 : 0])
    }
    return outcome
  } finally {
    await engine.dispose()
  }
}
