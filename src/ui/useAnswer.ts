/** What the trainer answers to one question, asked anew when the question changes. */
import { useEffect, useState } from 'react'
import { type ProblemData, problemOf } from '../../workers/protocol'

export interface Answer<T> {
  /** The last answer; stays while the next is on its way. Null before the first and after a problem. */
  readonly value: T | null
  readonly problem: ProblemData | null
  readonly waiting: boolean
}

/** @param key what the question depends on; null asks nothing */
export function useAnswer<T>(key: string | null, ask: () => Promise<T>): Answer<T> {
  const [got, setGot] = useState<{ key: string | null; value: T | null; problem: ProblemData | null }>({
    key: null,
    value: null,
    problem: null,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that the question depends on
  useEffect(() => {
    if (key === null) return
    let gone = false
    ask().then(
      (value) => {
        if (!gone) setGot({ key, value, problem: null })
      },
      (thrown: unknown) => {
        if (!gone) setGot({ key, value: null, problem: problemOf(thrown) })
      },
    )
    return () => {
      gone = true
    }
  }, [key])
  return { value: got.value, problem: got.problem, waiting: key !== null && got.key !== key }
}
