/** Storage that fails where a test says so: every call of the fakes passes here, is counted, and may fail, or never answer. */

/** What a call fails with; null where it does not, `silence` where it never answers. `index` counts the calls since `plan` was set. */
export type Plan = (call: Call, index: number) => Error | null | typeof SILENCE
export const SILENCE = 'silence'

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

/** When an asynchronous call goes on that does not fail; at once where it gives nothing. */
export type Turns = (call: Call) => Promise<void> | null

export class Faults {
  readonly calls: Call[] = []
  private plan: Plan = () => null
  constructor(private readonly turns: Turns = () => null) {}

  set(plan: Plan): void {
    this.calls.length = 0
    this.plan = plan
  }
  /**
   * For calls that answer at once, or by themselves.
   * @returns whether it answers
   * @throws what the plan says
   */
  pass(call: Call): boolean {
    const fault = this.plan(call, this.calls.push(call) - 1)
    if (fault instanceof Error) throw fault
    return fault !== SILENCE
  }
  /** For asynchronous calls: rejects with what the plan says, or never settles. */
  async answer(call: Call): Promise<void> {
    if (!this.pass(call)) await new Promise(() => {})
    await this.turns(call)
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
/** From the nth call on nothing answers. */
export const silentFrom =
  (n: number): Plan =>
  (_, index) =>
    index >= n ? SILENCE : null
