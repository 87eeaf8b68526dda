/** Taking the dataset away: as a zip of class folders, written while it is read, or as a table; it goes on while other places are looked at. */
import type { TakenAway } from '../../../workers/protocol'
import { type JobView, longJob } from '../../page/longJob'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import { save } from '../../ui/save'
import type { DatasetSlice } from '../slice'

interface Written {
  readonly taken: Omit<TakenAway, 'file'>
  /** Of the dataset that it was made of, as it was then. */
  readonly version: number
}

export interface TakeAwaySlice {
  readonly takeAway: JobView<Written>
  /**
   * Resolves when it is written, cancelled or failed; a failure is reported.
   * @param into the file that the person chose; null hands the zip to the browser's downloads
   */
  takeFolders(into: FileSystemFileHandle | null): Promise<void>
  /** Hands metadata.csv to the browser's downloads; a failure is reported. */
  takeTable(): Promise<void>
  cancelTakeAway(): Promise<void>
}

/** What a file of the dataset is called: no system refuses the name. */
export const zipNameOf = (name: string): string => `${name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/^\.+/, '') || 'dataset'}.zip`

export function createTakeAwaySlice({ set, get, client }: SliceContext<TakeAwaySlice & DatasetSlice & ProblemsSlice>): TakeAwaySlice {
  const job = longJob<Written>(
    { get },
    (takeAway) => set({ takeAway }),
    () => client.api.takeAway.cancel(),
  )
  return {
    takeAway: { status: 'idle' },
    takeFolders(into) {
      const { dataset, datasetVersion: version } = get()
      return job.run(async (onProgress) => {
        const { file, ...taken } = await client.api.takeAway.folders(into, onProgress)
        if (file) save({ name: zipNameOf(dataset?.name ?? ''), blob: file })
        return { taken, version }
      })
    },
    async takeTable() {
      try {
        save(await client.api.takeAway.table())
      } catch (thrown) {
        get().report(thrown)
      }
    },
    cancelTakeAway: job.cancel,
  }
}
