/** Test pictures: a second dataset without labels, beside the one that is trained on. */
import { type Dataset, idsOf, indexDataset, type Sample } from '../../data/dataset/dataset'
import {
  type DatasetSource,
  type IndexProgress,
  type Listener,
  Problem,
  type Skipped,
  type TestPictures,
  type TestPicturesApi,
} from '../../protocol'
import type { Pictures } from './pictures'

export class OpenTestPictures implements TestPicturesApi {
  private dataset: Dataset | null = null
  private opening: AbortController | null = null

  constructor(private readonly pictures: Pictures) {}

  async open(source: DatasetSource, onProgress: Listener<IndexProgress>): Promise<TestPictures> {
    this.opening?.abort()
    this.opening = new AbortController()
    const { signal } = this.opening
    // Neither seed nor share of validation matters where nothing is labelled.
    const dataset = await indexDataset(source, { seed: 0, valFraction: 0.2, readAs: { layout: 'single-folder' } }, onProgress, signal)
    signal.throwIfAborted()
    this.dataset = dataset
    return { name: dataset.name, pictures: dataset.samples.length }
  }
  async close(): Promise<void> {
    this.opening?.abort()
    this.dataset = null
  }

  /** Whether there is anything to answer about. */
  get isOpen(): boolean {
    const dataset = this.dataset ?? (this.pictures.isOpen ? this.pictures.dataset : null)
    return dataset !== null && idsOf(dataset, 'test').length > 0
  }

  /**
   * What a submission answers about: the test pictures, or else the dataset's own, and what was left out beside them.
   * @throws Problem `no-test-pictures`
   */
  get current(): { readonly samples: readonly Sample[]; readonly skipped: readonly Skipped[] } {
    const dataset = this.dataset ?? (this.pictures.isOpen ? this.pictures.dataset : null)
    const samples = dataset ? Array.from(idsOf(dataset, 'test'), (id) => dataset.samples[id]!) : []
    if (!dataset || samples.length === 0) throw new Problem('no-test-pictures', {})
    return { samples, skipped: dataset.skipped }
  }
}
