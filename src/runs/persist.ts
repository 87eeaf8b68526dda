/** Asks the browser not to throw runs away when its disk fills up: once a visit, when there is something to keep. */

let asked = false

/** A browser may refuse, and then keeps runs as long as it has room; one without the call is not asked. */
export async function keepStorage(storage: Pick<StorageManager, 'persist' | 'persisted'> | undefined): Promise<void> {
  if (asked || !storage) return
  asked = true
  if (!(await storage.persisted())) await storage.persist()
}
