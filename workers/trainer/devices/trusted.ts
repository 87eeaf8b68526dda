/** Which kernels of the WebGPU engine this adapter can be trusted with: tried at its first use, remembered until browser, driver or engine change. */
import { adapterKey, adapterName } from '../../engine/adapter'
import type { KernelFault, SelfTest } from '../../engine/webgpu/self-test/self-test'
import { keptTests } from './adapters'

/** Where outcomes are kept from visit to visit. */
export interface Kept {
  read(key: string): Promise<SelfTest | undefined>
  write(key: string, test: SelfTest): Promise<void>
}

/** An adapter as a browser has it, and the kernels that it is tried with. */
export interface Tried {
  readonly info: GPUAdapterInfo
  /** The browser by its version. */
  readonly agent: string
  /** `kernelRevision` */
  readonly revision: string
}

/** The adapter by all that it tells, its driver too where a browser tells that, the browser by its version, and the kernels by their text. */
export const keyOf = ({ info, agent, revision }: Tried): string => [adapterKey(info), agent, revision].join('|')

/** So long a database is waited for: trying anew takes no longer. */
const STORAGE_MS = 1500

/**
 * What the adapter was found to compute rightly, now or before. Nothing is kept of a test in which something did not answer, which a busy machine does not
 * either, nor of one that leaves nothing to train on: each visit looks again.
 * @param test tries it, which takes a second or two
 */
export async function trusted(tried: Tried, test: () => Promise<SelfTest>, kept: Kept = keptTests): Promise<SelfTest> {
  const key = keyOf(tried)
  // Without storage it is tried at every visit.
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, STORAGE_MS))
  const before = await Promise.race([kept.read(key).catch(() => undefined), late])
  if (before) return before
  const found = await test()
  const isSure = found.family !== null && !found.faults.some(({ what }) => what === 'silent')
  // Nobody waits for it: it is for the next visit.
  if (isSure) void kept.write(key, found).catch(() => undefined)
  return found
}

/**
 * What tells what an adapter computes from what it computed when other kernels were taken for right: a name for that, with what is kept of its answers.
 * Answers are computed in f32 always (`Precision`), whatever was found in mixed precision.
 */
export const nameOfTrust = (revision: string, { family, convs, faults }: Pick<SelfTest, 'family' | 'convs' | 'faults'>): string =>
  [
    ...[revision, family, ...(convs ? Object.values(convs) : [])],
    ...faults.flatMap((fault) => (fault.half ? [] : [`-${fault.family} ${fault.direction}`])),
  ].join(' ')

/** A fault as a line of a bug report. */
export const faultLine = ({ family, half, kernel, what, detail }: KernelFault): string =>
  `- ${family}${half ? ', f16' : ''}: ${kernel}: ${what}: ${detail}`

/**
 * What a person may send to the makers of the browser, the driver or this page: in English, as bug reports are.
 * @param later when something failed, where the self-test found nothing
 */
export function reportOf(
  { info, agent, revision }: Tried,
  { family, convs, half, faults }: SelfTest,
  later = 'when they were timed',
): string {
  const lines = faults.map(faultLine)
  const used = convs
    ? `${family} (${Object.entries(convs)
        .map(([direction, conv]) => `${direction} ${conv}`)
        .join(', ')})`
    : 'the processor'
  return [
    `Trainyard's WebGPU kernels (revision ${revision}) ${faults.length > 0 ? 'failed their self-test' : `passed their self-test and failed ${later}`}.`,
    `Adapter: ${adapterName(info)} (vendor "${info.vendor}", architecture "${info.architecture}", device "${info.device}")`,
    `Browser: ${agent}`,
    `Used instead: ${used}`,
    ...(convs && half === false ? ['Mixed precision (f16): not used.'] : []),
    ...lines,
  ].join('\n')
}
