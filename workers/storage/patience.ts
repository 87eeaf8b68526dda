/** A browser's storage has been seen never to answer: nobody waits for it for ever, and for one store only once. */
import { Problem } from '../protocol'
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

/** Whether it says that the browser did not answer. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'no-storage' && error.values.why === 'silent'

/**
 * One store of the browser. Where it did not answer in time, whoever asks next hears so at once, and the store is tried beside: what was asked may have been
 * lost for good (site data cleared), and its answer never come. Once it answers, be it that or a try, it is asked again.
 */
export class Patience {
  private silent = false
  private trying = false

  /**
   * @param ms so long anybody waits, in milliseconds
   * @param tries asks the store anew for something that costs it nothing
   */
  constructor(
    private readonly ms: number,
    private readonly tries: () => Promise<unknown>,
  ) {}

  /** @throws Problem `no-storage`; whatever `work` throws in time */
  async wait<T>(work: () => Promise<T>): Promise<T> {
    if (this.silent) {
      this.tryAgain()
      throw noStorage('silent')
    }
    const answer = work()
    let isAnswered = false
    const answered = () => {
      isAnswered = true
      this.silent = false
    }
    answer.then(answered, (error: unknown) => isSilence(error) || answered())
    try {
      return await within(this.ms, answer)
    } finally {
      if (!isAnswered) this.silent = true
    }
  }

  private tryAgain(): void {
    if (this.trying) return
    this.trying = true
    const end = (silent: boolean) => {
      this.trying = false
      // What was not answered before may have been meanwhile.
      this.silent &&= silent
    }
    within(this.ms, this.tries()).then(
      () => end(false),
      (error: unknown) => end(isSilence(error)),
    )
  }
}
