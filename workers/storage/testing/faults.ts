/** Storage that fails where a test says so: every call of the fakes passes here, is counted, and may fail. */

/** What a call fails with; null where it does not. `index` counts the calls since `plan` was set. */
export type Plan = (call: Call, index: number) => Error | null

/** Calls that take room. */
export const WRITES = ['create', 'write', 'flush', 'truncate', 'stream-write', 'stream-close', 'put', 'add', 'commit', 'open'] as const
export type Call =
  | (typeof WRITES)[number]
  | 'root'
  | 'folder'
  | 'file'
  | 'remove'
  | 'list'
  | 'snapshot'
  | 'read'
  | 'access'
  | 'close'
  | 'stream'
  | 'estimate'
  | 'transaction'
  | 'get'
  | 'getAll'
  | 'delete'

export const unknownError = (): Error => new DOMException('the disk does not answer', 'InvalidStateError')
export const quotaError = (): Error => new DOMException('the disk is full', 'QuotaExceededError')

export class Faults {
  readonly calls: Call[] = []
  private plan: Plan = () => null

  set(plan: Plan): void {
    this.calls.length = 0
    this.plan = plan
  }
  /** @throws what the plan says */
  pass(call: Call): void {
    const error = this.plan(call, this.calls.push(call) - 1)
    if (error) throw error
  }
}

/** The nth call fails, once. */
export const once =
  (n: number, error = unknownError): Plan =>
  (_, index) =>
    index === n ? error() : null
/** From the nth call on everything fails: the tab is gone, or the disk is. */
export const fromThenOn =
  (n: number): Plan =>
  (_, index) =>
    index >= n ? unknownError() : null
/** From the nth call on whatever takes room fails. */
export const fullFrom =
  (n: number): Plan =>
  (call, index) =>
    index >= n && (WRITES as readonly Call[]).includes(call) ? quotaError() : null
