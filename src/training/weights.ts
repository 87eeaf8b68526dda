/** The pretrained weights that a run starts from: the bundled ones, a file, or downloaded ones. */
import { type DownloadProgress, type KeptWeights, problemOf, type WeightsInfo } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import type { RecipeSlice } from '../recipe/recipeSlice'

export interface WeightsSlice {
  /** Null until the trainer has answered. */
  readonly weights: WeightsInfo | null
  readonly weightsBusy: boolean
  refreshWeights(): Promise<void>
  /** Takes a safetensors file; a file that does not fit is reported and changes nothing. */
  takeWeights(file: File): Promise<boolean>
  takeBundledWeights(): Promise<boolean>
  /** How far a download is; null while there is none. */
  readonly download: DownloadProgress | null
  /** Takes weights from the Hugging Face hub, by name, or from any address; a failure is reported and changes nothing. */
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

/** What a file may be refused for, and a download besides: gone when the person tries again. */
const FILE_PROBLEMS = ['weights-malformed', 'weights-mismatch', 'weights-unsound', 'weights-too-large'] as const
const DOWNLOAD_PROBLEMS = [
  ...FILE_PROBLEMS,
  ...(['no-weights-address', 'download-failed', 'download-damaged', 'download-stalled', 'download-redirected'] as const),
]

export function createWeightsSlice({ set, get, client }: SliceContext<WeightsSlice & ProblemsSlice & RecipeSlice>): WeightsSlice {
  /** Gives the trainer again what it held; null for the bundled weights. */
  let again: (() => Promise<WeightsInfo>) | null = null
  let cancelled = false
  const take = async (ask: () => Promise<WeightsInfo>): Promise<boolean> => {
    set({ weightsBusy: true })
    try {
      const weights = await ask()
      set({ weights })
      get().suggestConfig({ imageSize: weights.bestSize })
      return true
    } catch (thrown) {
      get().report(thrown)
      return false
    } finally {
      set({ weightsBusy: false })
    }
  }
  return {
    weights: null,
    weightsBusy: false,
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
      await take(() => client.api.weights.current())
      await get().refreshKeptWeights()
    },
    async takeWeights(file) {
      get().clearProblems(FILE_PROBLEMS)
      const taken = await take(() => client.api.weights.use(file))
      if (taken) again = () => client.api.weights.use(file)
      return taken
    },
    async takeBundledWeights() {
      const taken = await take(() => client.api.weights.useBundled())
      if (taken) again = null
      return taken
    },
    download: null,
    async downloadWeights(from) {
      if (get().download) return false
      get().clearProblems(DOWNLOAD_PROBLEMS)
      cancelled = false
      const ask = () =>
        client.api.weights.download(from, (download) => {
          if (get().download) set({ download })
        })
      set({ download: { bytes: 0, total: 0, retries: 0 }, weightsBusy: true })
      try {
        const weights = await ask()
        set({ weights })
        get().suggestConfig({ imageSize: weights.bestSize })
        again = ask
        return true
      } catch (thrown) {
        if (!(cancelled && problemOf(thrown).code === 'download-failed')) get().report(thrown)
        return false
      } finally {
        set({ download: null, weightsBusy: false })
        void get().refreshKeptWeights()
      }
    },
    async cancelDownload() {
      cancelled = true
      try {
        await client.api.weights.cancelDownload()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async restoreWeights() {
      if (again) await take(again)
    },
  }
}
