/** Helpers of tests that look after datasets: what is kept between visits, in memory. */
import type { CareRecord, CareStore } from './record'

export function testStoreOfCare(): CareStore & { readonly kept: Map<string, CareRecord> } {
  const kept = new Map<string, CareRecord>()
  return {
    kept,
    read: (key) => Promise.resolve(kept.get(key)),
    update: (key, change) => {
      const before = kept.get(key)
      kept.set(key, structuredClone(change(before && structuredClone(before))))
      return Promise.resolve()
    },
  }
}
