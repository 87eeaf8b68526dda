/** Helpers of tests that look after datasets: what is kept between visits, in memory. */
import type { CareRecord, CareStore } from './care'

export function testStoreOfCare(): CareStore & { readonly kept: Map<string, CareRecord> } {
  const kept = new Map<string, CareRecord>()
  return {
    kept,
    read: (key) => Promise.resolve(kept.get(key)),
    write: (key, record) => {
      kept.set(key, structuredClone(record))
      return Promise.resolve()
    },
  }
}
