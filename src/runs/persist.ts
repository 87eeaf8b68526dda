/** Asks the browser not to throw runs away when its disk fills up: once a visit, when there is something to keep. */
import { askToKeep } from '../../workers/storage/browser'

let asked: Promise<boolean> | null = null

/** A browser may refuse, and then keeps runs as long as it has room. */
export const keepStorage = (): Promise<boolean> => {
  asked ??= askToKeep()
  return asked
}
