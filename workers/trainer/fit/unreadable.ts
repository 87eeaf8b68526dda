/** The pictures of a run that could not be read: each is named once, whatever met it, and too many of them end the run. */
import { Problem, type RunNote } from '../../protocol'

/** One picture in so many may fail; with more, what was learnt would be of other pictures than were given. */
const ONE_IN = 20

export class Unreadable {
  private readonly known: Set<string>

  /**
   * @param pictures of the run, both splits
   * @param told paths of those that an earlier part of the run has named
   */
  constructor(
    private readonly pictures: number,
    private readonly pathOf: (id: number) => string,
    private readonly note: (note: RunNote) => void,
    told: readonly string[] = [],
  ) {
    this.known = new Set(told)
  }

  /**
   * Takes in pictures of a split that failed.
   * @throws Problem `decode-failures` where more than one in twenty of the run's pictures have
   */
  take(split: 'train' | 'val', ids: ArrayLike<number>): void {
    for (let i = 0; i < ids.length; i++) {
      const path = this.pathOf(ids[i]!)
      if (this.known.has(path)) continue
      this.known.add(path)
      this.note({ code: split === 'train' ? 'picture-replaced' : 'picture-left-out', path })
    }
    assertReadable(this.known.size, this.pictures)
  }
}

/** @throws Problem `decode-failures` where more than one in twenty pictures failed */
export function assertReadable(failed: number, of: number): void {
  if (failed * ONE_IN > of) throw new Problem('decode-failures', { failed, of })
}
