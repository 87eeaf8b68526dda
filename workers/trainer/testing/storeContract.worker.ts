/** Holds the browser that it runs in to the contract of the stores: what is wrong, by case; null where nothing is. Only a worker may write files synchronously. */
import { STORE_CONTRACT } from './storeContract'

async function held(): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {}
  for (const [name, hold] of Object.entries(STORE_CONTRACT)) {
    found[name] = await hold().then(
      () => null,
      (error: unknown) => String(error),
    )
  }
  return found
}
held().then(postMessage, (error: unknown) => postMessage({ worker: String(error) }))
