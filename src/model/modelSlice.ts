/** The trained model that answers, and the files it leaves as. */
import type { ExportedFile, ExportFormat, ModelInfo } from '../../workers/protocol'
import type { PreferencesSlice } from '../page/preferences'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

export interface ModelSlice {
  /** Null before the first run ended. */
  readonly model: ModelInfo | null
  /** The file that is being made. */
  readonly exporting: ExportFormat | null
  refreshModel(): Promise<void>
  /** Makes a file, in the page's language; null when it failed, which is reported. */
  exportFile(format: ExportFormat): Promise<ExportedFile | null>
}

export function createModelSlice({ set, get, client }: SliceContext<ModelSlice & ProblemsSlice & PreferencesSlice>): ModelSlice {
  return {
    model: null,
    exporting: null,
    async refreshModel() {
      try {
        set({ model: await client.api.answers.model() })
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async exportFile(format) {
      set({ exporting: format })
      try {
        return await client.api.downloads.make(format, get().language)
      } catch (thrown) {
        get().report(thrown)
        return null
      } finally {
        set({ exporting: null })
      }
    },
  }
}
