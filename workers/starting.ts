/** Whatever is started (a thread, an engine, a graphics card) is waited for with an end: one that never comes is said, and not hoped for. */
import { Problem, type ProblemValues } from './protocol/problem'

export type Part = ProblemValues['not-started']['part']

/** So long anybody waits for a start, in seconds: its scripts may still be on their way here. */
export const START_SECONDS = 120

/**
 * What `start` gives, if it comes in time. What comes later is handed to `late`, to be freed.
 * @throws Problem `not-started` where it does not come; whatever `start` rejects with in time
 */
export async function started<T>(part: Part, start: Promise<T>, seconds = START_SECONDS, late?: (value: T) => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Problem('not-started', { part, seconds }))
      // Nobody waits for it any more: how it fails is told to nobody.
      start.then(late, () => undefined)
    }, seconds * 1000)
  })
  try {
    return await Promise.race([start, over])
  } finally {
    clearTimeout(timer)
  }
}

/** A worker's first message: all of its scripts have come and run. */
export interface Here {
  readonly here: true
}
const isHere = (data: unknown): data is Here => typeof data === 'object' && data !== null && 'here' in data

/** Said by each worker when it can be asked. */
export const sayHere = (): void => (globalThis as unknown as { postMessage(message: Here): void }).postMessage({ here: true })

/** What is listened to of a worker. */
export type Starting = Pick<Worker, 'addEventListener'>

/**
 * Resolves when the worker has said anything at all. What befalls it before is for those who listen to it.
 * @throws Problem `not-started` where it says nothing in time
 */
export const here = (part: Part, worker: Starting, seconds = START_SECONDS): Promise<void> =>
  started(part, new Promise((resolve) => worker.addEventListener('message', () => resolve(), { once: true })), seconds)

/** As a listener to messages, but for the one that says that the worker is here. */
export const afterHere =
  <T>(listener: (data: T) => void) =>
  ({ data }: MessageEvent<T | Here>): void => {
    if (!isHere(data)) listener(data)
  }
