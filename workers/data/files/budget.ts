/** What listing may cost, whatever was dropped: archives inside archives, and packed tars, are what is unpacked before anybody has asked for a picture. */
import { Problem } from '../../protocol/problem'
import type { ZipEntrySource } from './source'

/** Together, in bytes: Kaggle's largest zip of zips for cats and dogs unpacks to 0.8 GB. */
const MOST_UNPACKED = 2 ** 31
const MOST_ZIPS = 2000
/** Entries of zips inside zips: many may share one place, so that a few megabytes list as thousands of millions. */
const MOST_ENTRIES = 1_000_000

/** Pictures and zips hardly get smaller by packing, drawn or plain ones do; 64 MB are no harm however small they were packed. */
const RATIO = 100
const HARMLESS_BYTES = 64 << 20

/** Whether an entry says itself that it unpacks to far more than anything real does. */
export const swells = ({ compressed, size }: Pick<ZipEntrySource, 'compressed' | 'size'>): boolean =>
  size > HARMLESS_BYTES + RATIO * compressed

/** One for all that is listed at once. */
export class ListingBudget {
  private bytes = MOST_UNPACKED
  private zips = MOST_ZIPS
  private entries = MOST_ENTRIES

  /**
   * Takes what opening this zip inside a zip costs.
   *
   * @throws Problem `zip-too-large` where that is more than is left
   */
  takeZip(entry: ZipEntrySource, file: string): void {
    const unpacked = entry.method === 0 ? 0 : entry.size
    if (this.zips < 1 || this.entries < 1 || unpacked > this.bytes || swells(entry)) throw new Problem('zip-too-large', { file })
    this.zips--
    this.bytes -= unpacked
  }

  /** Bytes that a packed tar of this size may give. */
  roomFor(packed: number): number {
    return Math.min(this.bytes, HARMLESS_BYTES + RATIO * packed)
  }

  /** Takes what was unpacked within `roomFor`. */
  takeBytes(unpacked: number): void {
    this.bytes -= unpacked
  }

  /** @throws Problem `zip-too-large` where no more entries may be listed */
  takeEntry(file: string): void {
    if (this.entries < 1) throw new Problem('zip-too-large', { file })
    this.entries--
  }
}
