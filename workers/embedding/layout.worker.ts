/** Entry of the worker that lays out one map and is ended. */

import { sayHere } from '../starting'
import { layOut } from './layout'
import type { LayoutAsk, LayoutReply } from './layout.messages'

/** Milliseconds between two words about how far it is. */
const TELL_EVERY = 100

const scope = self as unknown as DedicatedWorkerGlobalScope

const tell = (reply: LayoutReply, transfer: Transferable[] = []) => scope.postMessage(reply, transfer)

scope.addEventListener('message', ({ data: { rows, seed } }: MessageEvent<LayoutAsk>) => {
  let told = Number.NEGATIVE_INFINITY
  try {
    const places = new Float32Array(
      layOut(rows, seed, (phase, share) => {
        const now = performance.now()
        if (now - told < TELL_EVERY && share < 1) return
        told = now
        tell({ phase, share })
      }),
    )
    tell({ places }, [places.buffer])
  } catch (error) {
    tell({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
})
sayHere()
