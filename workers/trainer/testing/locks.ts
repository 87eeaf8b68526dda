/** The browser's locks as two tabs share them: one holder of a name at a time, the others in line. */
export class FakeLocks {
  private readonly lines = new Map<string, Promise<unknown>>()
  private readonly held = new Set<string>()

  async request<T>(name: string, ...rest: [work: Work<T>] | [options: { ifAvailable?: boolean }, work: Work<T>]): Promise<T> {
    const work = rest.at(-1) as Work<T>
    if (rest.length === 2 && rest[0].ifAvailable && this.held.has(name)) return work(null)
    const turn = (this.lines.get(name) ?? Promise.resolve()).then(async () => {
      this.held.add(name)
      try {
        return await work({ name })
      } finally {
        this.held.delete(name)
      }
    })
    this.lines.set(
      name,
      turn.catch(() => {}),
    )
    return turn
  }
}
type Work<T> = (lock: { name: string } | null) => T | Promise<T>
