/** The trained model that answers, and the files it leaves as. */
import { type DownloadName, type ExportedFile, type ModelInfo, type ProblemData, problemOf, type WholeLoss } from '../../workers/protocol'
import type { PreferencesSlice } from '../page/preferences'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

/** A file that is not the network itself: made, and not taken yet. */
export interface OfferedFile extends ExportedFile {
  readonly format: DownloadName
  readonly loss: WholeLoss
}

export interface ModelSlice {
  /** The model that answers, for every place: nobody but this slice sets it. Null before the first run ended. */
  readonly model: ModelInfo | null
  /** The file that is being made. */
  readonly exporting: DownloadName | null
  /** Why the last file was not made, to be told beside the button that asked for it; null while one is made and after one was. */
  readonly exportFailure: { readonly format: DownloadName; readonly problem: ProblemData } | null
  /**
   * The last file that was made with a loss to be seen first. It stays, whatever is looked at meanwhile, until it is taken or left, is made again, or other
   * answers take its model's place.
   */
  readonly offered: OfferedFile | null
  /** It was taken, or is not wanted. */
  closeOffer(): void
  /** The trainer's own model has changed: a run has ended, or another plan answers. */
  refreshModel(): Promise<void>
  /** Takes a kept run's best weights to answer. Rejects as `AnswersApi.useRun`. */
  takeModel(runId: string): Promise<void>
  /** Takes the fitted temperature into the model's answers, or out of them again. A failure is reported. */
  calibrate(isOn: boolean): Promise<void>
  /** Takes away what `exportFailure` and every message tell: another try begins. */
  forgetFailures(): void
  /** Makes a file, in the page's language; null when it failed, which `exportFailure` then tells. One with a loss is `offered` besides. */
  exportFile(format: DownloadName): Promise<ExportedFile | null>
}

/** What answers depend on: equal texts mean equal answers. Whether they tell "none of these", and from when on, changes none of them. */
export const answersKey = (model: ModelInfo | null): string =>
  JSON.stringify([model?.runId, model?.better, model?.temperature, (model?.noneOf ?? null) !== null])

export function createModelSlice({ set, get, client }: SliceContext<ModelSlice & ProblemsSlice & PreferencesSlice>): ModelSlice {
  /** What was offered is of the answers that it was made of. */
  const put = (model: ModelInfo | null) => {
    const { model: before, offered } = get()
    set({ model, offered: answersKey(before) === answersKey(model) ? offered : null })
  }
  return {
    model: null,
    exporting: null,
    exportFailure: null,
    offered: null,
    closeOffer: () => set({ offered: null }),
    async refreshModel() {
      try {
        put(await client.api.answers.model())
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async calibrate(isOn) {
      try {
        put(await client.api.answers.calibrate(isOn))
      } catch (thrown) {
        get().report(thrown)
      }
    },
    forgetFailures() {
      get().clearProblems()
      set({ exportFailure: null })
    },
    takeModel: async (runId) => {
      put(await client.api.answers.useRun(runId))
      set({ exportFailure: null })
    },
    async exportFile(format) {
      const { model, offered, language } = get()
      set({ exporting: format, exportFailure: null, offered: offered?.format === format ? null : offered })
      try {
        const file = await client.api.downloads.make(format, language)
        if (file.loss && answersKey(get().model) === answersKey(model)) set({ offered: { ...file, format, loss: file.loss } })
        return file
      } catch (thrown) {
        set({ exportFailure: { format, problem: problemOf(thrown) } })
        return null
      } finally {
        set({ exporting: null })
      }
    },
  }
}
