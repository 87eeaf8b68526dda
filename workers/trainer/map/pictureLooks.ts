/** The pictures that are open by what the network sees in them: as a map, the most alike of one, and where many answers are wrong. */
import type { Dataset } from '../../data/dataset/dataset'
import { figuresOf } from '../../data/health/shortcut'
import { clustersOf } from '../../embedding/clusters'
import { normalised, principalComponents } from '../../embedding/components'
import { layOutApart } from '../../embedding/layoutApart'
import { argmaxRows } from '../../metrics/confusion'
import { softmax } from '../../metrics/probabilities'
import {
  type Alike,
  type MapApi,
  type MapProgress,
  type PictureMap,
  type PictureStanding,
  Problem,
  SPLITS,
  samePictures,
  type WeakSpots,
} from '../../protocol'
import type { CurrentModel } from '../answers/current'
import { KeptFeatures } from '../features/featureStore'
import { type FeatureStore, without } from '../features/features'
import { breather } from '../labels/breather'
import { nearestRows } from '../labels/neighbours'
import type { Features } from '../labels/softmaxRegression'
import { sameWeights } from '../model/answering'
import type { TrainedModel } from '../model/model'
import { type Look, type Seen, SeenPictures } from './seenPictures'
import { LEAST_PICTURES, weakSpotsOf } from './weakSpots'

/** About so many pictures a neighbourhood of the map, and at most so many neighbourhoods: a list that one reads. */
const IN_NEIGHBOURHOOD = 40
const MOST_NEIGHBOURHOODS = 24
/** Validation pictures of one group that are alike, about, and the most groups. */
const IN_GROUP = 20
const MOST_GROUPS = 16
/** Numbers of a picture that groups go by: of more, distances say less. */
const GROUPED_BY = 20
/** Files read at once. */
const AT_ONCE = 16

type Progress = (progress: MapProgress) => void
type Desk = Pick<CurrentModel, 'pictures' | 'predictor' | 'free' | 'judged'>

export class PictureLooks implements MapApi {
  private looking: AbortController | null = null
  private readonly pictures: SeenPictures

  constructor(
    private readonly current: Desk,
    private readonly store: FeatureStore = new KeptFeatures(),
    private readonly layOut: typeof layOutApart = layOutApart,
  ) {
    this.pictures = new SeenPictures(current, store)
  }

  lay(onProgress: Progress): Promise<PictureMap> {
    return this.look(async (look) => {
      const began = performance.now()
      const { dataset, model, signal } = look
      const seen = await this.pictures.all(look)
      const { values } = seen.features
      const n = seen.ids.length
      const { classes } = model.spec
      const probabilities = softmax(await this.current.predictor.headLogits(model, values, n, look.check), classes)
      const predicted = argmaxRows(probabilities, classes)
      const places = await this.places(seen, model.config.seed, signal, onProgress)
      const groups = groupsFor(n, IN_NEIGHBOURHOOD, MOST_NEIGHBOURHOODS)
      return {
        ...{ fingerprint: dataset.fingerprint, runId: model.record.id, classes: model.info.classes },
        ...{ ids: seen.ids, places, predicted: Int32Array.from(predicted), unreadable: seen.unreadable },
        confidence: Float32Array.from(predicted, (label, row) => probabilities[row * classes + label]!),
        probabilities: Float32Array.from(probabilities),
        neighbourhoods: groups > 1 ? clustersOf({ values: places, width: 2 }, groups, model.config.seed) : new Int32Array(n),
        milliseconds: performance.now() - began,
      }
    }, onProgress)
  }

  alike(id: number, count: number, onProgress: Progress): Promise<Alike> {
    return this.look(async (look) => {
      const sample = this.current.pictures.sample(id)
      const { ids, features } = await this.pictures.all(look)
      const row = ids.indexOf(id)
      if (row < 0) throw new Problem('cannot-decode', { file: sample.path })
      const candidates = Array.from(ids, (_, i) => i)
      // Each is a group of its own: only a picture itself says nothing about it.
      const { rows, distances } = await nearestRows({
        features,
        queries: [row],
        candidates,
        count,
        groups: candidates,
        breathe: breather(look.signal),
      })
      const pictures = Array.from(rows, (other, i) => ({ id: ids[other] ?? -1, distance: distances[i]! })).filter(
        ({ id: known }) => known >= 0,
      )
      return { of: id, pictures }
    }, onProgress)
  }

  weakSpots(onProgress: Progress): Promise<WeakSpots> {
    return this.look(async (look) => {
      const { dataset, model, signal } = look
      if (!samePictures(model.record.dataset, dataset))
        throw new Problem('other-dataset', { run: model.record.name, dataset: model.facts.datasetName })
      const judged = await this.current.judged()
      const classes = model.info.classes.length
      const answers = argmaxRows(softmax(judged.logits, classes), classes)
      const rows = judged.ids.flatMap((id, row) => {
        const label = sameWeights(judged.model, model) ? labelNow(dataset, id, judged.labels[row]!, model.info.classes) : null
        return label === null ? [] : [{ id, label, predicted: answers[row]! }]
      })
      const ids = Uint32Array.from(rows, ({ id }) => id)
      const traits = await this.traits(dataset, ids, signal, onProgress)
      const alike = rows.length < LEAST_PICTURES ? null : await this.groups(ids, look)
      const of = (what: 'label' | 'predicted') => rows.map((row) => row[what])
      return weakSpotsOf({ ids, labels: of('label'), predicted: of('predicted'), classes: model.info.classes, traits, alike })
    }, onProgress)
  }

  async standing(ids: Uint32Array): Promise<PictureStanding> {
    const { samples } = this.current.pictures.dataset
    return {
      labels: Int32Array.from(ids, (id) => samples[id]?.label ?? -1),
      splits: Uint8Array.from(ids, (id) => SPLITS.indexOf(samples[id]?.split ?? 'test')),
      leftOut: Uint8Array.from(ids, (id) => (samples[id]?.leftOut ? 1 : 0)),
    }
  }

  async cancel(): Promise<void> {
    this.looking?.abort()
  }

  /** One look at a time, which ends where it is cancelled, other pictures are opened, or another model answers while the network is needed. */
  private async look<T>(work: (look: Look) => Promise<T>, onProgress: Progress): Promise<T> {
    this.looking?.abort()
    const looking = new AbortController()
    this.looking = looking
    const { dataset, replaced } = this.current.pictures
    const end = () => looking.abort()
    replaced.addEventListener('abort', end)
    try {
      const model = this.current.free
      return await work({
        ...{ dataset, model, signal: looking.signal },
        onProgress: (done, of) => onProgress({ phase: 'looking', done, of }),
        check: () => {
          looking.signal.throwIfAborted()
          this.assertAnswering(model)
        },
      })
    } finally {
      replaced.removeEventListener('abort', end)
      if (this.looking === looking) this.looking = null
    }
  }

  /** @throws Problem `busy` where a run has the engine, or another model, or other weights of its run, answer by now */
  private assertAnswering(model: TrainedModel): void {
    if (!sameWeights(this.current.free, model)) throw new Problem('busy', {})
  }

  /** From the store, where these very features were laid out before. */
  private async places({ ids, features }: Seen, seed: number, signal: AbortSignal, onProgress: Progress): Promise<Float32Array> {
    const name = await layoutName(features, seed)
    const kept = await this.store.read(name).catch(without(this.store))
    signal.throwIfAborted()
    if (kept && kept.features.length === 2 * ids.length) return kept.features
    const onShare = (phase: MapProgress['phase'], share: number) => onProgress({ phase, done: Math.round(100 * share), of: 100 })
    const places = await this.layOut(features, seed, onShare, signal)
    signal.throwIfAborted()
    await this.store.write(name, { ids: Int32Array.from(ids), failed: new Int32Array(0), features: places }).catch(without(this.store))
    return places
  }

  /** Light, sharpness and size of each file, NaN of one that cannot be read. */
  private async traits({ samples }: Dataset, ids: Uint32Array, signal: AbortSignal, onProgress: Progress) {
    const found = await this.current.pictures.usingPool(async (pool) => {
      const all: Awaited<ReturnType<typeof pool.inspect>>[] = []
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        onProgress({ phase: 'measuring', done: at, of: ids.length })
        const some = Array.from(ids.subarray(at, at + AT_ONCE))
        all.push(...(await Promise.all(some.map((id) => pool.inspect(samples[id]!.source, signal)))))
      }
      return all
    })
    const { brightness, contrast, size, shape } = figuresOf(found)
    return {
      brightness,
      contrast,
      size,
      shape,
      sharpness: Float32Array.from(found, (one) => (one.ok ? (one.sharpness ?? Number.NaN) : Number.NaN)),
    }
  }

  /** Which group of those that are alike each picture is in; -1 of one that the network could not see. */
  private async groups(ids: Uint32Array, look: Look): Promise<Int32Array> {
    const sorted = ids.slice().sort()
    const seen = await this.pictures.some([sorted], look)
    const { seed } = look.model.config
    const groups = clustersOf(
      principalComponents(normalised(seen.features), GROUPED_BY, seed),
      groupsFor(seen.ids.length, IN_GROUP, MOST_GROUPS),
      seed,
    )
    const byId = new Map(Array.from(seen.ids, (id, row) => [id, groups[row]!]))
    return Int32Array.from(ids, (id) => byId.get(id) ?? -1)
  }
}

/** Two at least where there are pictures enough. */
const groupsFor = (n: number, each: number, most: number): number => (n < 4 ? 1 : Math.min(most, Math.max(2, Math.round(n / each))))

/**
 * A validation picture's class as the person has it by now, by the model's numbers: that of the run where only the class's name is another. Null where the
 * picture is gone or left out, or was given a class that the model does not know.
 */
function labelNow({ samples, classes }: Dataset, id: number, then: number, known: readonly string[]): number | null {
  const sample = samples[id]
  if (!sample || sample.leftOut) return null
  const now = known.indexOf(classes[sample.label] ?? '')
  if (now >= 0) return now
  return sample.label >= 0 && !sample.relabelled ? then : null
}

/** Equal names mean the same features, laid out by the same seed. */
async function layoutName({ values }: Features, seed: number): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', values as Float32Array<ArrayBuffer>))
  return `${Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')}-map-${seed}`
}
