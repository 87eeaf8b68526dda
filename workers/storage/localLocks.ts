/** Named locks within one thread, with the browser's own meaning: for browsers that give none, and for tests of two tabs. */

/** Called with whether the lock was had. */
export type Work<T> = (had: boolean) => Promise<T>

export class LocalLocks {
  private readonly lines = new Map<string, Promise<void>>()
  private readonly held = new Set<string>()

  /** Does `work` when its turn has come; with `ifAvailable` at once, without the lock where another has it or waits for it. */
  async request<T>(name: string, { ifAvailable = false }: { readonly ifAvailable?: boolean }, work: Work<T>): Promise<T> {
    if (ifAvailable && this.held.has(name)) return work(false)
    const before = this.lines.get(name) ?? Promise.resolve()
    this.held.add(name)
    const turn = before.then(() => work(true))
    const over = turn.then(
      () => {},
      () => {},
    )
    this.lines.set(name, over)
    try {
      return await turn
    } finally {
      if (this.lines.get(name) === over) {
        this.lines.delete(name)
        this.held.delete(name)
      }
    }
  }
}
