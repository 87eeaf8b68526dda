/** The page's one bridge to the trainer worker: starts it, restarts it after a crash, ends it; nothing else on the page makes a worker. */
import * as Comlink from 'comlink'
import { registerPageFiles } from './pageFiles'
import type { TrainerApi } from './protocol/api'
import { Problem } from './protocol/problem'
import { fillCrypto } from './secureOnly'
import { here } from './starting'

/** Why the worker is no more: it died, or it never was there. */
export type Death = Problem<'worker-crashed'> | Problem<'not-started'>

/** The trainer as the page sees it: every call may reject with a `Problem`. */
export interface TrainerClient {
  readonly api: TrainerApi
  /** Called when the worker died or did not start in time, after its pending calls were rejected; the next call starts a new worker, which holds nothing. */
  onCrash(listener: (problem: Death) => void): () => void
  /** Ends the worker; the next call starts a new one. Pending calls reject with `worker-crashed`. */
  terminate(): void
}

interface Running {
  readonly worker: Worker
  readonly remote: Comlink.Remote<TrainerApi>
  /** Rejects when the worker dies; never resolves. */
  readonly died: Promise<never>
  readonly kill: (problem: Death) => void
}

const startTrainer = () => new Worker(new URL('./trainer/worker.ts', import.meta.url), { type: 'module', name: 'trainer' })

/** Functions cross as Comlink proxies; bitmaps are transferred, not copied. */
function packed(argument: unknown): unknown {
  if (typeof argument === 'function') return Comlink.proxy(argument as () => void)
  if (typeof ImageBitmap !== 'undefined' && argument instanceof ImageBitmap) return Comlink.transfer(argument, [argument])
  return argument
}

/** An object that has every property: `make` is asked once for each. */
function byName<T>(make: (name: string) => T): Readonly<Record<string, T>> {
  const made = new Map<string, T>()
  return new Proxy<Record<string, T>>(
    {},
    {
      get(_, name) {
        // Not a thenable: awaiting one of these must not become a call to the worker.
        if (typeof name !== 'string' || name === 'then') return undefined
        if (!made.has(name)) made.set(name, make(name))
        return made.get(name)
      },
    },
  )
}

fillCrypto()
registerPageFiles()

/** Connects to the trainer; the worker itself starts at the first call. `start` is another way to make the worker, for tests. */
export function connectTrainer(start: () => Worker = startTrainer): TrainerClient {
  let running: Running | null = null
  const listeners = new Set<(problem: Death) => void>()

  const end = (reason: Death, crashed: boolean) => {
    const ended = running
    if (!ended) return
    running = null
    ended.worker.terminate()
    ended.kill(reason)
    if (crashed) for (const listener of listeners) listener(reason)
  }

  const begin = (): Running => {
    const worker = start()
    let kill: Running['kill'] = () => {}
    const died = new Promise<never>((_, reject) => {
      kill = reject
    })
    died.catch(() => {}) // Nobody may be waiting when it dies; the crash listeners are told either way.
    const crash = (detail: string) => {
      if (running?.worker === worker) end(new Problem('worker-crashed', { detail }), true)
    }
    worker.addEventListener('error', (event) => crash(event.message || 'error'))
    worker.addEventListener('messageerror', () => crash('messageerror'))
    here('trainer', worker).catch((problem: Problem<'not-started'>) => {
      if (running?.worker === worker) end(problem, true)
    })
    return { worker, remote: Comlink.wrap<TrainerApi>(worker), died, kill }
  }

  const call = (part: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    running ??= begin()
    const { remote, died } = running
    const parts = remote as unknown as Record<string, Record<string, (...packedArgs: unknown[]) => Promise<unknown>>>
    return Promise.race([parts[part]![method]!(...args.map(packed)), died])
  }

  const api = byName((part) =>
    byName(
      (method) =>
        (...args: unknown[]) =>
          call(part, method, args),
    ),
  ) as unknown as TrainerApi

  return {
    api,
    onCrash(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    terminate: () => end(new Problem('worker-crashed', { detail: 'ended' }), false),
  }
}
