/** What the network sees in every picture that is open, gathered once and held for as long as they are. */
import type { Dataset } from '../../data/dataset/dataset'
import { Problem } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import { type FeatureStore, rowsById } from '../features/features'
import { backboneOf, lookedAt } from '../labels/labelFeatures'
import type { Features } from '../labels/softmaxRegression'
import type { TrainedModel } from '../model/model'

export interface Seen {
  /** Of pictures that could be read, ascending: row i is picture `ids[i]`. */
  readonly ids: Uint32Array
  readonly features: Features
  readonly unreadable: number
}

export interface Look {
  readonly dataset: Dataset
  readonly model: TrainedModel
  readonly signal: AbortSignal
  readonly onProgress: (done: number, of: number) => void
  /** Throws where the network cannot be asked any more. */
  readonly check: () => void
}

type Desk = Pick<CurrentModel, 'pictures' | 'predictor'>

/** Of a list without a picture that can be read nothing is seen; the other lists may have some. */
function noneReadable(error: unknown): null {
  if (error instanceof Problem && error.code === 'decode-failures') return null
  throw error
}

export class SeenPictures {
  private held: { readonly era: AbortSignal; readonly key: string; readonly seen: Seen } | null = null

  constructor(
    private readonly desk: Desk,
    private readonly store: FeatureStore,
  ) {}

  /** Of all pictures, left-out and unlabelled ones too: an edit more or less changes nothing of what is held. @throws as `lookedAt` */
  async all(look: Look): Promise<Seen> {
    const { dataset, model } = look
    const { replaced } = this.desk.pictures
    const { imageSize, transparency } = model.config
    const keyNow = async () => {
      const backend = await this.desk.predictor.backend(model)
      return [dataset.fingerprint, dataset.samples.length, backboneOf(model), imageSize, transparency, backend].join(' ')
    }
    if (this.held?.era === replaced && this.held.key === (await keyNow())) return this.held.seen
    const idsOf = (isLabelled: boolean) =>
      Uint32Array.from(dataset.samples.filter(({ label }) => label >= 0 === isLabelled).map(({ id }) => id))
    // Labelled ones by themselves: so they are kept where labels are judged.
    const seen = await this.some([idsOf(true), idsOf(false)], look)
    // What looked may be another engine than was there before.
    this.held = { era: replaced, key: await keyNow(), seen }
    return seen
  }

  /** Of these pictures, in lists that are kept each by itself. @throws as `lookedAt`: `decode-failures` where no picture of any list can be read */
  async some(lists: readonly Uint32Array[], { dataset, model, signal, check, onProgress }: Look): Promise<Seen> {
    const of = lists.reduce((sum, { length }) => sum + length, 0)
    const { width, rows } = { width: model.spec.featureWidth, rows: [] as { id: number; at: Float32Array }[] }
    let [done, unreadable] = [0, 0]
    onProgress(0, of)
    for (const ids of lists) {
      if (ids.length === 0) continue
      const before = done
      const set = await this.desk.pictures
        .usingPool((pool) =>
          lookedAt({
            ...{
              dataset,
              ids,
              network: model,
              backbone: backboneOf(model),
              predictor: this.desk.predictor,
              pool,
              store: this.store,
              signal,
              check,
            },
            onProgress: (some) => onProgress(before + some, of),
          }),
        )
        .catch(noneReadable)
      done += ids.length
      unreadable += set ? set.failed.length : ids.length
      onProgress(done, of)
      if (set) for (const [id, at] of rowsById(set, width)) rows.push({ id, at })
    }
    if (of > 0 && unreadable === of) throw new Problem('decode-failures', { failed: unreadable, of })
    rows.sort((a, b) => a.id - b.id)
    const values = new Float32Array(rows.length * width)
    for (const [row, { at }] of rows.entries()) values.set(at, row * width)
    return { ids: Uint32Array.from(rows, ({ id }) => id), features: { values, width }, unreadable }
  }
}
