/** The dataset that is open (listing, samples, edits, thumbnails, augmented views) and the decode pool behind it. */

import { type AddedFiles, NO_FILES } from '../../data/dataset/batches'
import { type Dataset, type Found, findPictures, readPictures, resplit, type Sample, splitRows } from '../../data/dataset/dataset'
import { DecodePool } from '../../data/decode/pool'
import { openSource } from '../../data/files/source'
import { DatasetCare } from '../../data/health/care'
import { queryIds, querySamples } from '../../data/health/query'
import { indexedDbStore } from '../../data/health/record'
import { previewPattern } from '../../data/layouts/namePattern'
import * as protocol from '../../protocol'
import { mixesPictures, trainSize } from '../../recipe/batches'
import { mixedExamples } from './mixedExamples'

const { Problem } = protocol

const MIXED_VIEWS = 3

/** One decoder a core, at most four: more than that outruns any engine at hand and only holds memory. */
const decoders = (): number => Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2))

const isDecodeError = (error: unknown): boolean => error instanceof Error && error.name === 'DecodeError'

export class Pictures implements protocol.DatasetApi {
  private held: DatasetCare | null = null
  private opening: AbortController | null = null
  /** What was listed, of what is open and of what could not be read: a pattern can be tried on it. */
  private readonly found: Record<'open' | 'unread', Found | null> = { open: null, unread: null }
  private decodePool: DecodePool | null = null
  private poolUsers = 0
  private era = new AbortController()
  private readonly store = indexedDbStore()

  /**
   * @param onOpened called when pictures were opened with success
   * @param added where pictures lie that were added
   */
  constructor(
    private readonly onOpened: () => void = () => {},
    private readonly added: AddedFiles = NO_FILES,
  ) {}

  get pool(): DecodePool {
    this.decodePool ??= new DecodePool(decoders())
    return this.decodePool
  }

  /** Does `work` while the decode workers are kept, whoever else is done with them. */
  async usingPool<T>(work: (pool: DecodePool) => Promise<T>): Promise<T> {
    this.poolUsers++
    try {
      return await work(this.pool)
    } finally {
      this.poolUsers--
    }
  }
  /** Ends the decode workers once they have answered, unless somebody uses them; the next picture that is asked for starts others. */
  rest(): void {
    if (this.poolUsers > 0) return
    this.decodePool?.retire()
    this.decodePool = null
  }

  /** What is open, with its edits and its last check. @throws Problem `no-dataset` */
  get care(): DatasetCare {
    if (!this.held) throw new Problem('no-dataset', {})
    return this.held
  }
  /** @throws Problem `no-dataset` */
  get dataset(): Dataset {
    return this.care.dataset
  }
  get isOpen(): boolean {
    return this.held !== null
  }
  /** Aborted when other pictures are opened in place of these. */
  get replaced(): AbortSignal {
    return this.era.signal
  }

  async open(
    source: protocol.DatasetSource,
    options: { seed: number; valFraction: number; readAs?: protocol.ReadAs },
    onProgress: protocol.Listener<protocol.IndexProgress>,
  ): Promise<protocol.DatasetSummary> {
    this.opening?.abort()
    const opening = new AbortController()
    this.opening = opening
    try {
      const found = await findPictures(source, onProgress, opening.signal, options.readAs?.names)
      this.found.unread = found
      const dataset = await readPictures(found, options, opening.signal)
      const care = await DatasetCare.of(dataset, options, this.store, this.added)
      opening.signal.throwIfAborted()
      this.era.abort()
      this.era = new AbortController()
      this.held = care
      Object.assign(this.found, { open: found, unread: null })
      this.onOpened()
      return this.summary()
    } finally {
      if (this.opening === opening) this.opening = null
    }
  }

  async cancelOpening(): Promise<void> {
    this.opening?.abort()
  }

  async previewPattern(pattern: string, of: 'open' | 'unread'): Promise<protocol.PatternPreview> {
    const found = this.found[of]
    if (!found) throw new Problem('no-dataset', {})
    return previewPattern(found.files, pattern)
  }

  async summary(): Promise<protocol.DatasetSummary> {
    return this.care.summary
  }
  async edit(edit: protocol.DatasetEdit): Promise<protocol.DatasetSummary> {
    const { care } = this
    await care.edit(edit)
    return care.summary
  }
  async splitRows(): Promise<protocol.SplitRow[]> {
    return splitRows(this.dataset)
  }

  /** The open dataset as a run uses it: split by its seed, cut to its limit. */
  forRun(config: protocol.RunConfig): Dataset {
    return resplit(this.dataset, config.seed, config.valFraction, config.limit)
  }

  async samples(query: protocol.SampleQuery): Promise<{ total: number; samples: protocol.SampleInfo[] }> {
    return querySamples(this.dataset, query, this.care.report ?? undefined)
  }

  async ids(filter: protocol.SampleFilter): Promise<Uint32Array<ArrayBuffer>> {
    return queryIds(this.dataset, filter, this.care.report ?? undefined)
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
          // The page may still ask for what was open before.
          const sample = this.dataset.samples[id]
          return sample ? await this.pool.thumbnail(sample.source, size) : null
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
      const { seed, transparency } = config
      const sizeIn = (epoch: number) => trainSize(config, epoch)
      return await this.pool.views(source, { index: id, seed, sizeIn, transparency, augmentation: config })
    } catch (error) {
      if (isDecodeError(error)) throw new Problem('cannot-decode', { file: path })
      throw error
    }
  }

  async mixedViews(chosen: protocol.RunConfig): Promise<protocol.MixedView[]> {
    const config = protocol.effective(chosen)
    if (!mixesPictures(config)) return []
    const dataset = this.forRun(config)
    return mixedExamples(dataset, this.pool, config, MIXED_VIEWS)
  }

  /** RGB bytes `[views, size, size, 3]` as evaluation sees them; null where the picture cannot be decoded. */
  async evaluationPixels(
    { source }: Pick<Sample, 'source'>,
    { imageSize: size, transparency }: protocol.Preparation,
    signal?: AbortSignal,
    views: protocol.Views = 'single',
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return await this.pool.pixels(source, { kind: 'eval', size, transparency, views }, signal)
    } catch (error) {
      if (isDecodeError(error)) return null
      throw error
    }
  }

  sample(id: number): Sample {
    const sample = this.dataset.samples[id]
    if (!sample) throw new Problem('no-picture', {})
    return sample
  }
}
