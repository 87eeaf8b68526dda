/**
 * `window.trainyard`: the page by program, for the headless command line and the end-to-end tests. It does what a person
 * could do through the page and reads what the page shows; there is no second code path behind it. It is there for those who asked (`automationFlag.ts`).
 *
 * ```ts
 * const faults = trainyard.setConfig({ epochs: 3 })       // bad values are returned, not taken
 * await trainyard.openFiles([...input.files])             // true when it worked; problems are in getState().problems
 * trainyard.subscribe((state) => console.log(state.run.step))
 * await trainyard.train()                                 // true when the run ended well
 * ```
 */
import type { DatasetSource, ReadAs, TrainerApi } from '../../workers/protocol'
import { itemsOfFiles } from '../dataset/sources'
import type { createAppStore } from './store'

type Store = ReturnType<typeof createAppStore>

/** What `window.trainyard` offers. */
function automationOf(store: Store, trainer: TrainerApi) {
  const { getState } = store
  return {
    getState,
    /** The trainer's own calls: what the page shows but does not hand out (predictions, kept runs). */
    trainer,
    setConfig: (partial: Readonly<Record<string, unknown>>) => getState().setConfig(partial),
    /** Lets the recipe follow weights, pictures and device, as it does where nobody drives the page by program. */
    fitFromNowOn: () => getState().fitFromNowOn(),
    /** Calls the listener at every change; returns the way to end that. */
    subscribe: (listener: (state: ReturnType<typeof getState>) => void) => store.subscribe(listener),
    openFiles: (files: readonly File[]) => getState().openDataset({ kind: 'items', items: itemsOfFiles(files) }),
    openDataset: (source: DatasetSource) => getState().openDataset(source),
    readNextAs: (readAs: ReadAs) => getState().readNextAs(readAs),
    useWeights: (file: File) => getState().takeWeights(file),
    train: () => getState().train(),
    stop: () => getState().stop(),
    exportFile: (format: Parameters<ReturnType<typeof getState>['exportFile']>[0]) => getState().exportFile(format),
  }
}

/** The window as those that drive the page see it. */
export interface AutomationWindow {
  readonly trainyard: ReturnType<typeof automationOf>
}

/** Gives `target` the property `trainyard`. */
export function exposeAutomation(target: object, store: Store, trainer: TrainerApi): void {
  Object.assign(target, { trainyard: automationOf(store, trainer) } satisfies AutomationWindow)
}
