/** The pretrained weights that a run starts from: the bundled ones, a file, or downloaded ones; and which of them the person chose. */
import {
  type DownloadProgress,
  IMAGENET,
  type KeptWeights,
  type NetworkName,
  OPTIONS,
  type ProblemData,
  problemOf,
  type StartName,
  type WeightsInfo,
} from '../../workers/protocol'
import type { DatasetSlice } from '../dataset/slice'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'
import type { FittingSlice } from './fit/fittingSlice'
import { startOf } from './start/startOf'

/** What could not be taken, and of which card: told there. */
export interface WeightsProblem {
  readonly of: StartName
  readonly problem: ProblemData
  /** A press of Train asked for them: told beside that as well, where the cards may be out of sight. */
  readonly atPress?: boolean
}

export interface WeightsSlice {
  /** Null until the trainer has answered. */
  readonly weights: WeightsInfo | null
  readonly weightsBusy: boolean
  /** What the person chose to start from, in this visit or an earlier one; null before they were asked. */
  readonly start: StartName | null
  /** As remembered from an earlier visit. */
  rememberStart(start: StartName): void
  /** Whether the person is being asked what to start from, before a run that waits for the answer. */
  readonly askingStart: boolean
  /** They would rather not say, and nothing starts. */
  closeAsking(): void
  /** Whether the run that is on started from the bundled weights since there is no network. */
  readonly withoutNetwork: boolean
  /**
   * A press of Train: asks once what to start from, takes what was chosen in an earlier visit, and trains. Weights of one's own are not kept from visit to visit:
   * where they are gone it asks again. Resolves with whether a run ended well; not, where the answer is waited for.
   */
  pressTrain(): Promise<boolean>
  /** What was chosen could not be taken: this run starts from what the trainer has, and the next press takes what was chosen. */
  trainThisOnce(): Promise<boolean>
  /** Why the weights that were asked for last are not in use; null where nothing went wrong. */
  readonly weightsProblem: WeightsProblem | null
  dismissWeightsProblem(): void
  refreshWeights(): Promise<void>
  /** Takes a safetensors file, one of `torch.save`, or an ONNX file of ours; one that does not fit is told at its card and changes nothing. */
  takeWeights(file: File): Promise<boolean>
  /** Takes the model of a kept run, to go on with it; as `takeWeights`. */
  takeRunsModel(id: string): Promise<boolean>
  takeBundledWeights(): Promise<boolean>
  /** Takes a network that has learnt nothing, drawn by the recipe's seed; as `takeWeights`. */
  takeUntrained(depth: NetworkName): Promise<boolean>
  /** How far a download is, and of which card; null while there is none. */
  readonly download: (DownloadProgress & { readonly of: StartName }) | null
  /** Takes weights from the Hugging Face hub, by name, or from any address; a failure is told at its card and changes nothing. */
  downloadWeights(from: string): Promise<boolean>
  /** What came so far from the hub is kept: the next try goes on there. */
  cancelDownload(): Promise<void>
  /** What downloads take on this machine; null until the trainer has answered. */
  readonly keptWeights: KeptWeights | null
  refreshKeptWeights(): Promise<void>
  clearKeptWeights(): Promise<void>
  /** After the worker was lost: gives it the same ones again. */
  restoreWeights(): Promise<void>
}

/** The card of what a model's name or an address gives. */
const cardOf = (from: string): StartName => (from === IMAGENET ? 'imagenet' : 'own')

const isOffline = (): boolean => typeof navigator !== 'undefined' && navigator.onLine === false

/**
 * What a press of Train starts from, as things are: what was chosen; null where it asks first, since nobody has chosen, or weights of one's own went with the visit
 * that they were given in. The one answer to that, for the press, the cards and the line beside the button.
 */
export function nextStart({ start, weights }: Pick<WeightsSlice, 'start' | 'weights'>): StartName | null {
  return start === 'own' && weights?.bundled !== false ? null : start
}

/** Whether what the press starts from is here: else it is fetched at the press, or asked for. */
export const isStartHere = ({ start, weights }: Pick<WeightsSlice, 'start' | 'weights'>): boolean =>
  weights !== null && nextStart({ start, weights }) === startOf(weights)

/**
 * What a press of Train does about what the run starts from: it is here; the starter is fetched from beside the page; for want of a network the bundled starter does
 * for once; the person is asked; ImageNet's are downloaded.
 */
export type AtPress = 'here' | 'fetch-starter' | 'without-network' | 'ask' | 'download'

export function atPress(state: Pick<WeightsSlice, 'start' | 'weights'>, isOff: boolean): AtPress {
  if (isStartHere(state)) return 'here'
  if (state.start === 'starter') return 'fetch-starter'
  // A file of one's own needs no network.
  if (isOff && state.start !== 'own') return 'without-network'
  return nextStart(state) === null ? 'ask' : 'download'
}

export function createWeightsSlice({
  set,
  get,
  client,
}: SliceContext<WeightsSlice & ProblemsSlice & RecipeSlice & RunSlice & DatasetSlice & FittingSlice>): WeightsSlice {
  /** Gives the trainer again what it held; null for the bundled weights. */
  let again: (() => Promise<WeightsInfo>) | null = null
  let cancelled = false
  const put = (weights: WeightsInfo) => {
    // A model's head stays only under the same kind of head. The network is theirs in any case (`ofWeights`); the form says so.
    get().suggestConfig({ depth: weights.depth, imageSize: weights.bestSize, head: weights.model?.head ?? OPTIONS.head.default })
    // Whoever hears of them finds what is suggested for them in place.
    set({ weights })
  }
  const take = async (ask: () => Promise<WeightsInfo>): Promise<boolean> => {
    set({ weightsBusy: true })
    try {
      put(await ask())
      return true
    } finally {
      set({ weightsBusy: false })
    }
  }
  /** The trainer's own faults: they belong to no card. */
  const takeOrReport = async (ask: () => Promise<WeightsInfo>): Promise<boolean> => {
    try {
      return await take(ask)
    } catch (thrown) {
      get().report(thrown)
      return false
    }
  }
  /** What of the recipe follows weights and pictures is in the form before a run begins with it: they may have come just now. */
  const trainFitted = async (): Promise<boolean> => {
    await get().fitSettled()
    return get().train()
  }
  /** What the person chose is in use; the run that waited for it begins. */
  const chosen = (start: StartName) => {
    const { askingStart } = get()
    set({ start, askingStart: false, weightsProblem: null })
    if (askingStart) void trainFitted()
  }
  /** From the cache, if it is there: nobody is asked for it before there is a run to be made. */
  const takeFromCache = async (): Promise<void> => {
    const ask = () => client.api.weights.takeKept(IMAGENET)
    set({ weightsBusy: true })
    try {
      const weights = await ask()
      if (!weights) return
      put(weights)
      again = async () => (await ask()) ?? client.api.weights.current()
    } catch (thrown) {
      set({ weightsProblem: { of: 'imagenet', problem: problemOf(thrown) } })
    } finally {
      set({ weightsBusy: false })
    }
  }
  const download = async (from: string, atPress: boolean): Promise<boolean> => {
    if (get().download) return false
    const of = cardOf(from)
    cancelled = false
    const ask = () =>
      client.api.weights.download(from, (progress) => {
        if (get().download) set({ download: { ...progress, of } })
      })
    set({ download: { bytes: 0, total: 0, retries: 0, of }, weightsBusy: true, weightsProblem: null })
    try {
      put(await ask())
      again = ask
    } catch (thrown) {
      const problem = problemOf(thrown)
      if (!(cancelled && problem.code === 'download-failed')) set({ weightsProblem: { of, problem, atPress } })
      return false
    } finally {
      set({ download: null, weightsBusy: false })
      void get().refreshKeptWeights()
    }
    chosen(of)
    return true
  }
  /** What the person has themselves. */
  const takeOwn = async (ask: () => Promise<WeightsInfo>): Promise<boolean> => {
    set({ weightsProblem: null })
    try {
      await take(ask)
    } catch (thrown) {
      set({ weightsProblem: { of: 'own', problem: problemOf(thrown) } })
      return false
    }
    again = ask
    chosen('own')
    return true
  }
  /** A run that says all the while that it starts from the bundled weights for want of a network. */
  const trainWithoutNetwork = async (): Promise<boolean> => {
    set({ withoutNetwork: true })
    try {
      return await trainFitted()
    } finally {
      set({ withoutNetwork: false })
    }
  }
  return {
    weights: null,
    weightsBusy: false,
    start: null,
    rememberStart: (start) => set({ start }),
    askingStart: false,
    closeAsking: () => set({ askingStart: false, weightsProblem: null }),
    withoutNetwork: false,
    async pressTrain() {
      const { dataset, run } = get()
      if (!dataset || isActive(run)) return get().train()
      const does = atPress(get(), isOffline())
      if (does === 'here') return trainFitted()
      if (does === 'fetch-starter') return (await get().takeBundledWeights()) && trainFitted()
      if (does === 'without-network') return trainWithoutNetwork()
      if (does === 'ask') {
        set({ askingStart: true, weightsProblem: null })
        return false
      }
      return (await download(IMAGENET, true)) && trainFitted()
    },
    trainThisOnce() {
      set({ weightsProblem: null })
      return trainFitted()
    },
    weightsProblem: null,
    dismissWeightsProblem: () => set({ weightsProblem: null }),
    keptWeights: null,
    async refreshKeptWeights() {
      try {
        set({ keptWeights: await client.api.weights.kept() })
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async clearKeptWeights() {
      try {
        await client.api.weights.clearKept()
      } catch (thrown) {
        get().report(thrown)
      }
      await get().refreshKeptWeights()
    },
    async refreshWeights() {
      await takeOrReport(() => client.api.weights.current())
      if (get().start === 'imagenet') await takeFromCache()
      await get().refreshKeptWeights()
    },
    takeWeights: (file) => takeOwn(() => client.api.weights.use(file)),
    takeRunsModel: (id) => takeOwn(() => client.api.weights.useRun(id)),
    takeUntrained(depth) {
      const { seed } = get().config
      return takeOwn(() => client.api.weights.useUntrained(depth, seed))
    },
    async takeBundledWeights() {
      set({ weightsProblem: null })
      const taken = await takeOrReport(() => client.api.weights.useBundled())
      if (taken) {
        again = null
        chosen('starter')
      }
      return taken
    },
    download: null,
    downloadWeights: (from) => download(from, false),
    async cancelDownload() {
      cancelled = true
      try {
        await client.api.weights.cancelDownload()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async restoreWeights() {
      if (again) await takeOrReport(again)
    },
  }
}
