/** Features of a search in memory, over those that the browser keeps: a dozen trials look at the same ones, also where nothing can be kept. */
import { type FeatureSet, type FeatureStore, without } from '../features/features'

export class RememberedFeatures implements FeatureStore {
  private readonly known = new Map<string, FeatureSet>()

  constructor(private readonly store: FeatureStore) {}

  async read(key: string): Promise<FeatureSet | null> {
    const set = this.known.get(key) ?? (await this.store.read(key).catch(without(this.store)))
    if (set) this.known.set(key, set)
    return set
  }
  async write(key: string, set: FeatureSet): Promise<void> {
    this.known.set(key, set)
    await this.store.write(key, set).catch(without(this.store))
  }
  /** What the browser keeps stays there. */
  clear(): void {
    this.known.clear()
  }
}
