/** Asks the browser not to throw runs away when its disk fills up: once a visit, when there is something to keep. */
import { askToKeep } from '../../workers/storage/browser'

/** @returns what asks, the first time that it is called; a browser may refuse, and then keeps runs as long as it has room */
export function storageKeeper(): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null
  return () => {
    asked ??= askToKeep()
    return asked
  }
}
