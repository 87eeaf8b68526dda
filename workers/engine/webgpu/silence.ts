/** A graphics card that gives no answer is taken for lost: drivers are reset by the system within seconds, and what comes after minutes comes never. */
import { EngineLostError } from '../engine'

/** For how long a card is waited for: so many looks, so that a machine that slept passes one at most. */
export interface Silence {
  readonly looks: number
  readonly lookMs: number
}
/** Ten minutes: to compile a network's kernels takes a slow driver one or two, a step seconds. */
export const SILENCE: Silence = { looks: 60, lookMs: 10_000 }

/**
 * What the card answers.
 * @param silence null waits for ever: software in a card's place answers as late as the processor has time
 * @param onSilent hears of it first
 * @throws EngineLostError where it does not; whatever `answer` rejects with
 */
export async function unlessSilent<T>(answer: Promise<T>, silence: Silence | null, onSilent: (error: EngineLostError) => void): Promise<T> {
  if (!silence) return answer
  const { looks, lookMs } = silence
  let timer: ReturnType<typeof setInterval> | undefined
  const over = new Promise<never>((_, reject) => {
    let left = looks
    timer = setInterval(() => {
      if (--left) return
      const error = new EngineLostError(`The GPU has not answered for ${(looks * lookMs) / 1000} s.`, 'lost')
      onSilent(error)
      reject(error)
    }, lookMs)
  })
  try {
    return await Promise.race([answer, over])
  } finally {
    clearInterval(timer)
  }
}
