/**
 * Whether an adapter computes what it should: convolutions one by one against float64, then one step and one answer of a narrow network against the engine of
 * the processor. In each direction a family's convolution in which anything is wrong is passed over for the next family's; where it is the step, another
 * family's way with all the rest is tried. What is taken is tried in mixed precision, too, where the adapter has f16.
 */
import type { TrainingEngine } from '../../engine'
import { type KernelFamily, type OpenedDevice, OtherAdapterError } from '../device'
import { WebGpuEngine } from '../engine'
import { DIRECTIONS, type Direction } from '../kernels/variants'
import { KernelError } from '../program'
import { type KernelCase, kernelCases } from './cases'
import { learning, narrowOutcome, type Outcome, SKIPPED, worst } from './outcome'
import { relativeError } from './reference'
import { type Compiled, compile, runKernel } from './run-kernel'

/** A kernel that an adapter cannot be trusted with. */
export interface KernelFault {
  readonly family: KernelFamily
  /** Of a convolution: which of its kernels. Null where a step was wrong. */
  readonly direction: Direction | null
  /** The kernel's name and shape, or what of the narrow step was wrong. */
  readonly kernel: string
  /** `refused`: it did not compile, or the device takes it not; `wrong`: other numbers, or none; `silent`: nothing came back, or the device went away; `gone`: and none came after it. */
  readonly what: 'refused' | 'wrong' | 'silent' | 'gone'
  readonly detail: string
  /** It was found in mixed precision only, which is then not used. */
  readonly half?: true
}

export type Convs = Readonly<Record<Direction, KernelFamily>>

export interface SelfTest {
  /** The first family whose way with all but convolutions is right; null where none is, or where in some direction no convolution is. */
  readonly family: KernelFamily | null
  /** The first family whose convolutions are right in each direction; null where `family` is. */
  readonly convs: Convs | null
  /** Whether the two together are right in mixed precision, too; absent where the adapter has no f16, or there are none. */
  readonly half?: boolean
  readonly faults: readonly KernelFault[]
}

/** Relative L2 error of one sum that rounding explains. */
const KERNEL_TOLERANCE = 1e-5
/** So long one kernel may take, and the step, for which half a hundred are compiled at once. Compiling on a busy machine takes seconds. */
const PATIENCE_MS = 20_000
export const STEP_PATIENCE_MS = 90_000

/** Calls `tell` when something was waited for long enough, usually `ms`; @returns what ends the wait */
export type Patience = (tell: () => void, ms: number) => () => void

export const byClock: Patience = (tell, ms) => {
  const timer = setTimeout(tell, ms)
  return () => clearTimeout(timer)
}

/** How long is waited before a device is asked for again after a fault, in milliseconds: a browser whose GPU process has just died gives none for a moment. */
const AFTER_MS = [0, 500, 2000, 5000]

/** A device in a failed one's place; null where none comes. @throws OtherAdapterError, which says nothing of this one */
async function openedAgain(open: () => Promise<OpenedDevice>, afterMs: readonly number[]): Promise<OpenedDevice | null> {
  for (const wait of afterMs) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    const opened = await open().catch((error: unknown) => {
      if (error instanceof OtherAdapterError) throw error
      return null // asked again; in the end the faults say it
    })
    if (opened) return opened
  }
  return null
}

/** All families that a device can run, its own first. */
const familiesOf = ({ family, features }: OpenedDevice): KernelFamily[] => {
  const others: readonly KernelFamily[] = features.includes('subgroups') ? ['tiles', 'quads', 'registers'] : ['tiles', 'registers']
  return [family, ...others.filter((other) => other !== family)]
}

/**
 * @param open a device of the adapter, anew after each fault: one that failed is given up
 * @param reference the engine that is believed; it is disposed of
 * @param patience has each kernel, and the step, waited for until it tells
 * @param afterMs how long is waited before each try to open one again; where none comes after a fault, nothing is trusted
 * @throws what `open` does at first; OtherAdapterError where another adapter comes in its place
 */
export async function selfTest(
  open: () => Promise<OpenedDevice>,
  reference: () => TrainingEngine,
  patience: Patience = byClock,
  afterMs: readonly number[] = AFTER_MS,
): Promise<SelfTest> {
  const faults: KernelFault[] = []
  const expected = outcomeOf(reference())
  // It is awaited only after the first kernels; until then its failure is nobody's.
  expected.catch(() => undefined)
  let opened = await open()
  const families = familiesOf(opened)
  const right = new Map<string, boolean>()
  /** On the device that is open. */
  const compiling = new Map<string, readonly CompiledCase[]>()
  const casesOf = (family: KernelFamily, direction: Direction): readonly CompiledCase[] => {
    const key = `${family} ${direction}`
    const known = compiling.get(key) ?? compiledCases(opened.device, family, direction)
    compiling.set(key, known)
    return known
  }
  /** Whether nothing is wrong with what `look` looks at. */
  const isRight = async (family: KernelFamily, direction: Direction | null, look: () => Promise<Fault | null>): Promise<boolean> => {
    const fault = await look()
    if (!fault) return true
    opened.device.destroy()
    compiling.clear()
    const again = await openedAgain(open, afterMs)
    faults.push({ family, direction, ...fault, what: again ? fault.what : 'gone' })
    if (!again) throw new Gone()
    opened = again
    return false
  }
  /** The first whose convolutions are right in a direction. */
  const first = async (direction: Direction, order: readonly KernelFamily[]): Promise<KernelFamily | null> => {
    for (const family of order) {
      const key = `${family} ${direction}`
      const known =
        right.get(key) ?? (await isRight(family, direction, () => convFault(opened.device, casesOf(family, direction), patience)))
      right.set(key, known)
      if (known) return family
    }
    return null
  }
  try {
    for (const family of families) {
      const order = [family, ...families.filter((other) => other !== family)]
      const found: Partial<Record<Direction, KernelFamily>> = {}
      // All at once: one after the other would be waited for one after the other.
      for (const direction of DIRECTIONS) if (!right.has(`${family} ${direction}`)) casesOf(family, direction)
      for (const direction of DIRECTIONS) {
        const conv = await first(direction, order)
        if (!conv) return { family: null, convs: null, faults }
        found[direction] = conv
      }
      const convs = found as Convs
      const engine = new WebGpuEngine(opened, { family, choose: ({ direction }) => convs[direction] })
      if (!(await isRight(family, null, () => stepFault(opened, engine, expected, patience)))) continue
      if (!opened.features.includes('shader-f16')) return { family, convs, faults }
      // The convolutions in f16 are the same kernels with other loads and stores: the step has them all. What it shares with the one in f32 is compiled by now.
      const fault = await stepFault(opened, engine, expected, patience, true)
      if (fault) faults.push({ family, direction: null, half: true, ...fault })
      return { family, convs, half: fault === null, faults }
    }
    return { family: null, convs: null, faults }
  } catch (error) {
    if (error instanceof Gone) return { family: null, convs: null, faults }
    throw error
  } finally {
    opened.device.destroy()
  }
}

type Fault = Omit<KernelFault, 'family' | 'direction' | 'half'>

class Silent extends Error {}
/** After a fault no device came. */
class Gone extends Error {}

/** @throws an error where `patience` is at an end before the work is */
export async function within<T>(patience: Patience, work: Promise<T>, ms = PATIENCE_MS): Promise<T> {
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
export const failed = (kernel: string, error: unknown, lost: boolean): Fault => ({
  kernel: error instanceof KernelError ? error.kernel : kernel,
  what: error instanceof Silent || lost ? 'silent' : 'refused',
  detail: error instanceof Error ? error.message : String(error),
})

/** Whether the device has gone away by now. */
export const isLost = (device: GPUDevice): Promise<boolean> =>
  Promise.race([device.lost.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 0))])

interface CompiledCase extends KernelCase {
  readonly compiled: Promise<Compiled>
}

function compiledCases(device: GPUDevice, family: KernelFamily, direction: Direction): readonly CompiledCase[] {
  return kernelCases(family, direction).map((one) => {
    const compiled = compile(device, one.kernel, one.data)
    // It is awaited in its turn; until then its failure is nobody's.
    compiled.catch(() => undefined)
    return { ...one, compiled }
  })
}

async function convFault(device: GPUDevice, cases: readonly CompiledCase[], patience: Patience): Promise<Fault | null> {
  for (const { kernel, data, n, output, expected: right, compiled } of cases) {
    try {
      // Others are compiled meanwhile, which takes its time.
      await within(patience, compiled, STEP_PATIENCE_MS)
      const values = (await within(patience, runKernel(device, kernel, data, n, undefined, [], compiled)))[output]!
      const error = relativeError(values, right)
      if (!(error < KERNEL_TOLERANCE)) return wrong(kernel.name, error)
    } catch (error) {
      return failed(kernel.name, error, await isLost(device))
    }
  }
  return null
}

async function stepFault(
  opened: OpenedDevice,
  engine: TrainingEngine,
  expected: Promise<Outcome>,
  patience: Patience,
  half = false,
): Promise<Fault | null> {
  const right = half ? learning(await expected) : await expected
  try {
    const got = await within(patience, narrowOutcome(engine, half), STEP_PATIENCE_MS)
    const { what, error, tolerance } = worst(right, got, half ? { precision: 'mixed' } : {})
    if (!(error < tolerance)) return wrong(`step of a narrow network, ${what}`, error)
    // What is beyond f16 has to be seen: else it would be learnt from.
    if (half && got.get(SKIPPED)?.[0] !== 1) return wrong('step of a narrow network whose gradients are beyond f16', 1)
    return null
  } catch (error) {
    return failed('step of a narrow network', error, await isLost(opened.device))
  }
}

export const wrong = (kernel: string, error: number): Fault => ({ kernel, what: 'wrong', detail: `relative error ${error.toPrecision(3)}` })

/** As `narrowOutcome`; the engine is disposed of. */
async function outcomeOf(engine: TrainingEngine): Promise<Outcome> {
  try {
    return await narrowOutcome(engine)
  } finally {
    await engine.dispose()
  }
}
