/**
 * Thumbnails by picture, asked for while somebody looks at them: a few at a time, in the order in which they came into view; what
 * leaves the view before its turn is not asked for at all. They stay a while as object URLs, the oldest out of view go first.
 */

/** Under way at once: a few for each decoder, so that a jump in the list is answered soon. */
const AT_ONCE = 16
/** Thumbnails that are kept: a few screens of them. */
const KEPT = 600

/** Asks for a small JPEG; null where the picture cannot be shown. One at a time: a huge picture holds up nobody else. */
type Ask = (id: number) => Promise<Blob | null>

export class Thumbnails {
  private readonly wanted = new Map<number, Set<() => void>>()
  private waiting = new Set<number>()
  private readonly asked = new Set<number>()
  private readonly urls = new Map<number, string | null>()
  private underWay = 0
  private generation = 0

  constructor(
    private readonly ask: Ask,
    private readonly onError: (thrown: unknown) => void,
  ) {}

  /** Null where the picture cannot be shown; undefined while it is on its way. */
  url(id: number): string | null | undefined {
    return this.urls.get(id)
  }

  /** Says that the picture is in view. `onChange` is called when its thumbnail is there; returns the way to say that it is out of view. */
  want(id: number, onChange: () => void): () => void {
    const listeners = this.wanted.get(id) ?? new Set()
    this.wanted.set(id, listeners.add(onChange))
    const url = this.urls.get(id)
    if (url !== undefined) {
      // Looked at last: let go of last.
      this.urls.delete(id)
      this.urls.set(id, url)
    } else if (!this.asked.has(id)) {
      this.waiting.add(id)
      // What comes into view together is asked for together.
      queueMicrotask(() => this.next())
    }
    return () => {
      listeners.delete(onChange)
      if (listeners.size > 0) return
      this.wanted.delete(id)
      this.waiting.delete(id)
    }
  }

  /** Other pictures have these numbers now. */
  clear(): void {
    this.generation++
    for (const url of this.urls.values()) if (url) URL.revokeObjectURL(url)
    this.urls.clear()
    this.asked.clear()
    this.waiting = new Set(this.wanted.keys())
    for (const listeners of this.wanted.values()) for (const listener of listeners) listener()
    this.next()
  }

  private next(): void {
    for (const id of this.waiting) {
      if (this.underWay >= AT_ONCE) return
      this.waiting.delete(id)
      this.asked.add(id)
      this.underWay++
      void this.fetch(id).finally(() => {
        this.underWay--
        this.next()
      })
    }
  }

  private async fetch(id: number): Promise<void> {
    const { generation } = this
    try {
      const blob = await this.ask(id)
      if (generation !== this.generation) return
      this.urls.set(id, blob && URL.createObjectURL(blob))
      for (const listener of this.wanted.get(id) ?? []) listener()
      this.letGo()
    } catch (thrown) {
      // Asked for again when it next comes into view.
      if (generation === this.generation) this.onError(thrown)
    } finally {
      if (generation === this.generation) this.asked.delete(id)
    }
  }

  private letGo(): void {
    for (const [id, url] of this.urls) {
      if (this.urls.size <= KEPT) return
      if (this.wanted.has(id)) continue
      this.urls.delete(id)
      if (url) URL.revokeObjectURL(url)
    }
  }
}
