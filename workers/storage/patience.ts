/** A browser's storage has been seen never to answer: nobody waits for it for ever. */
import { noStorage } from './noStorage'

/**
 * What `answer` gives, if it comes within `ms` milliseconds. What comes later is let go of.
 * @throws Problem `no-storage` where it does not come
 */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(noStorage('silent', `no answer for ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
