/** The dataset that is open: listing, samples, health, edits, thumbnails, augmented views; test pictures beside it; and the decode pool behind them. */

import { type Dataset, idsOf, indexDataset, resplit, type Sample, splitRows, summarize } from '../../data/dataset/dataset'
import { DecodePool } from '../../data/decode/pool'
import { openSource } from '../../data/files/source'
import { DatasetCare, indexedDbStore } from '../../data/health/care'
import { queryIds, querySamples } from '../../data/health/query'
import * as protocol from '../../protocol'

const { Problem } = protocol

/** One decoder a core, at most four: more than that outruns any engine at hand and only holds memory. */
const decoders = (): number => Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2))

const isDecodeError = (error: unknown): boolean => error instanceof Error && error.name === 'DecodeError'

export class Pictures {
  private care: DatasetCare | null = null
  private test: Dataset | null = null
  private openingTest: AbortController | null = null
  private opening: AbortController | null = null
  private checking: AbortController | null = null
  private decodePool: DecodePool | null = null
  private readonly store = indexedDbStore()

  get pool(): DecodePool {
    this.decodePool ??= new DecodePool(decoders())
    return this.decodePool
  }

  /** Ends the decode workers once they have answered, unless the health check is at work; the next picture that is asked for starts others. */
  rest(): void {
    if (this.checking) return
    this.decodePool?.retire()
    this.decodePool = null
  }

  private get cared(): DatasetCare {
    if (!this.care) throw new Problem('no-dataset', {})
    return this.care
  }
  /** @throws Problem `no-dataset` */
  get open(): Dataset {
    return this.cared.dataset
  }
  get isOpen(): boolean {
    return this.care !== null
  }

  async load(
    source: protocol.DatasetSource,
    options: { seed: number; valFraction: number; layout?: protocol.LayoutName },
    onProgress: protocol.Listener<protocol.IndexProgress>,
  ): Promise<protocol.DatasetSummary> {
    this.opening?.abort()
    const opening = new AbortController()
    this.opening = opening
    try {
      const dataset = await indexDataset(source, options, onProgress, opening.signal)
      const care = await DatasetCare.of(dataset, options, this.store)
      opening.signal.throwIfAborted()
      this.checking?.abort()
      this.care = care
      return summarize(care.dataset, care.changes)
    } finally {
      if (this.opening === opening) this.opening = null
    }
  }

  cancel(): void {
    this.opening?.abort()
  }

  /** Opens pictures without labels beside the dataset. */
  async loadTest(source: protocol.DatasetSource, onProgress: protocol.Listener<protocol.IndexProgress>): Promise<protocol.TestPictures> {
    this.openingTest?.abort()
    this.openingTest = new AbortController()
    const { signal } = this.openingTest
    // Neither seed nor share of validation matters where nothing is labelled.
    const dataset = await indexDataset(source, { seed: 0, valFraction: 0.2, layout: 'single-folder' }, onProgress, signal)
    signal.throwIfAborted()
    this.test = dataset
    return { name: dataset.name, pictures: dataset.samples.length }
  }
  closeTest(): void {
    this.openingTest?.abort()
    this.test = null
  }
  /**
   * What a submission answers about: the test pictures, or else the dataset's own, and what was left out beside them.
   * @throws Problem `no-test-pictures`
   */
  get testPictures(): { readonly samples: readonly Sample[]; readonly skipped: readonly protocol.Skipped[] } {
    const dataset = this.test ?? this.care?.dataset
    const samples = dataset ? Array.from(idsOf(dataset, 'test'), (id) => dataset.samples[id]!) : []
    if (!dataset || samples.length === 0) throw new Problem('no-test-pictures', {})
    return { samples, skipped: dataset.skipped }
  }

  async check(onProgress: protocol.Listener<protocol.HealthProgress>): Promise<protocol.HealthReport> {
    this.checking?.abort()
    const checking = new AbortController()
    this.checking = checking
    try {
      return await this.cared.check(this.pool, onProgress, checking.signal)
    } finally {
      if (this.checking === checking) this.checking = null
    }
  }
  cancelCheck(): void {
    this.checking?.abort()
  }
  get health(): protocol.HealthReport | null {
    return this.cared.report
  }
  async edit(edit: protocol.DatasetEdit): Promise<protocol.DatasetSummary> {
    const { cared } = this
    return summarize(await cared.edit(edit), cared.changes)
  }
  get summary(): protocol.DatasetSummary {
    return summarize(this.cared.dataset, this.cared.changes)
  }
  splitRows(): protocol.SplitRow[] {
    return splitRows(this.open)
  }

  /** The open dataset as a run uses it: split by its seed, cut to its limit. */
  forRun(config: protocol.RunConfig): Dataset {
    return resplit(this.open, config.seed, config.valFraction, config.limit)
  }

  samples(query: protocol.SampleQuery): { total: number; samples: protocol.SampleInfo[] } {
    return querySamples(this.open, query, this.cared.report ?? undefined)
  }

  ids(filter: protocol.SampleFilter): Uint32Array<ArrayBuffer> {
    return queryIds(this.open, filter, this.cared.report ?? undefined)
  }

  /** @throws Problem `cannot-decode` where the file cannot be opened any more */
  async file(id: number): Promise<Blob> {
    const { path, source } = this.sample(id)
    try {
      return await openSource(source)
    } catch {
      throw new Problem('cannot-decode', { file: path })
    }
  }

  thumbnails(ids: readonly number[], size: number): Promise<(Blob | null)[]> {
    return Promise.all(
      ids.map(async (id) => {
        try {
          return await this.pool.thumbnail(this.sample(id).source, size)
        } catch (error) {
          if (isDecodeError(error)) return null
          throw error
        }
      }),
    )
  }

  async augmentedViews(id: number, config: protocol.RunConfig): Promise<ImageData[]> {
    const { path, source } = this.sample(id)
    try {
      return await this.pool.views(source, { index: id, seed: config.seed, size: config.imageSize, augmentation: config })
    } catch (error) {
      if (isDecodeError(error)) throw new Problem('cannot-decode', { file: path })
      throw error
    }
  }

  /** RGB bytes `[views, size, size, 3]` as evaluation sees them; null where the picture cannot be decoded. */
  async evaluationPixels(
    { source }: Pick<Sample, 'source'>,
    size: number,
    signal?: AbortSignal,
    views: protocol.Views = 'single',
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return await this.pool.pixels(source, { kind: 'eval', size, views }, signal)
    } catch (error) {
      if (isDecodeError(error)) return null
      throw error
    }
  }

  sample(id: number): Sample {
    const sample = this.open.samples[id]
    if (!sample) throw new Problem('unexpected', { detail: `there is no picture ${id}` })
    return sample
  }
}
