/** Which kernels of the WebGPU engine this adapter can be trusted with: tried at its first use, remembered until browser, driver or engine change. */
import type { DBSchema } from 'idb'
import { adapterName } from '../../engine/adapter'
import type { SelfTest } from '../../engine/webgpu/self-test/self-test'
import { Database } from '../../storage/database'

/** To be raised when a kernel, or what it is tried on, changes: what was found is then found anew. */
const REVISION = 2

interface Row extends SelfTest {
  /** `keyOf` the adapter. */
  readonly adapter: string
}
interface Schema extends DBSchema {
  tests: { key: string; value: Row }
}

/** Where outcomes are kept from visit to visit. */
export interface Kept {
  read(adapter: string): Promise<SelfTest | undefined>
  write(adapter: string, test: SelfTest): Promise<void>
}

const database = new Database<Schema>({
  name: 'trainyard-adapters',
  version: 1,
  upgrade: (db) => void db.createObjectStore('tests', { keyPath: 'adapter' }),
})
const IN_BROWSER: Kept = {
  read: (adapter) => database.use((db) => db.get('tests', adapter)),
  write: async (adapter, test) => void (await database.use((db) => db.put('tests', { adapter, ...test }))),
}

/** The adapter by all that it tells, its driver too where a browser tells that, the browser by its version, and the engine by its revision. */
export const keyOf = ({ vendor, architecture, device, description }: GPUAdapterInfo, agent: string): string =>
  [vendor, architecture, device, description, agent, REVISION].join('|')

/** So long a database is waited for: trying anew takes no longer. */
const STORAGE_MS = 1500

/**
 * What the adapter was found to compute rightly, now or before. Nothing is kept of a test in which something did not answer, which a busy machine does not
 * either, nor of one that leaves nothing to train on: each visit looks again.
 * @param test tries it, which takes a second or two
 */
export async function trusted(
  info: GPUAdapterInfo,
  agent: string,
  test: () => Promise<SelfTest>,
  kept: Kept = IN_BROWSER,
): Promise<SelfTest> {
  const adapter = keyOf(info, agent)
  // Without storage it is tried at every visit.
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, STORAGE_MS))
  const before = await Promise.race([kept.read(adapter).catch(() => undefined), late])
  if (before) return before
  const found = await test()
  const isSure = found.family !== null && !found.faults.some(({ what }) => what === 'silent')
  // Nobody waits for it: it is for the next visit.
  if (isSure) void kept.write(adapter, found).catch(() => undefined)
  return found
}

/** What a person may send to the makers of the browser, the driver or this page: in English, as bug reports are. */
export function reportOf(info: GPUAdapterInfo, agent: string, { family, faults, half }: SelfTest): string {
  const lines = faults.map((fault) => `- ${fault.family}${fault.half ? ', f16' : ''}: ${fault.kernel}: ${fault.what}: ${fault.detail}`)
  return [
    `Trainyard's WebGPU kernels (revision ${REVISION}) failed their self-test.`,
    `Adapter: ${adapterName(info)} (vendor "${info.vendor}", architecture "${info.architecture}", device "${info.device}")`,
    `Browser: ${agent}`,
    `Used instead: ${family ?? 'the processor'}`,
    ...(half === false ? ['Mixed precision (f16): not used.'] : []),
    ...lines,
  ].join('\n')
}
