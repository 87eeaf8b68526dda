/** Where slow work waits to be let on, one piece at a time: a sequence says how far a run comes, and no clock does. */
export class Gate {
  private waiting: { readonly what: string; readonly open: () => void }[] = []
  /** How many were let on so far. */
  turns = 0

  /** Resolves once it is `what`'s turn. */
  pass(what: string): Promise<void> {
    return new Promise((open) => {
      this.waiting.push({ what, open })
    })
  }

  /** What waits, first come first. */
  get pending(): readonly string[] {
    return this.waiting.map(({ what }) => what)
  }

  /** Lets the first on; false where nothing waits. */
  release(): boolean {
    const first = this.waiting.shift()
    if (!first) return false
    this.turns++
    first.open()
    return true
  }

  /** What waits never goes on: its worker has ended. */
  abandon(): void {
    this.waiting = []
  }
}
