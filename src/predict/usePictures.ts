/** Pictures that a person gave to be looked at, with the model's answers, newest first. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ProblemData, problemOf } from '../../workers/protocol'
import { trainer, useApp } from '../app/appStore'

export interface LookedAt {
  readonly id: number
  readonly name: string
  readonly file: File
  /** Object URL of the picture. */
  readonly url: string
  readonly probabilities: readonly number[] | null
  readonly problem: ProblemData | null
}

/** At a time: each keeps its file and a row of the table. */
export const MOST = 1000
/** Questions under way at once: the trainer answers one at a time, and decodes the next meanwhile. */
const AT_ONCE = 3
/** Pictures in one question where several runs answer: each network is loaded once for all of them. */
const TOGETHER = 48

/** Also takes what is pasted anywhere on the page. */
export function usePictures() {
  const [pictures, setPictures] = useState<readonly LookedAt[]>([])
  const [tooMany, setTooMany] = useState(false)
  const lastId = useRef(0)
  const urls = useRef(new Map<number, string>())

  const isBetter = useApp((state) => state.model?.better != null)
  const queue = useRef<{ readonly id: number; readonly file: File }[]>([])
  const asking = useRef(0)

  const atOnce = isBetter ? 1 : AT_ONCE
  const work = useCallback(async () => {
    if (asking.current >= atOnce) return
    asking.current++
    while (queue.current.length > 0) {
      const some = queue.current.splice(0, isBetter ? TOGETHER : 1)
      const answers = await answersTo(some.map(({ file }) => file))
      const byId = new Map(some.map(({ id }, i) => [id, answers[i]]))
      setPictures((all) => all.map((picture) => ({ ...picture, ...byId.get(picture.id) })))
    }
    asking.current--
  }, [isBetter, atOnce])

  const add = useCallback(
    (files: readonly File[]) => {
      const added = files.slice(0, MOST).map((file) => {
        const id = ++lastId.current
        const url = URL.createObjectURL(file)
        urls.current.set(id, url)
        queue.current.push({ id, file })
        return { id, name: file.name, file, url, probabilities: null, problem: null }
      })
      setTooMany(files.length > MOST)
      setPictures((all) => [...added, ...all].slice(0, MOST))
      for (let i = 0; i < atOnce; i++) void work()
    },
    [work, atOnce],
  )
  const clear = useCallback(() => {
    for (const url of urls.current.values()) URL.revokeObjectURL(url)
    urls.current.clear()
    queue.current = []
    setTooMany(false)
    setPictures([])
  }, [])

  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? [])
      if (files.length > 0) add(files)
    }
    addEventListener('paste', paste)
    return () => removeEventListener('paste', paste)
  }, [add])
  useEffect(() => {
    const held = urls.current
    return () => {
      queue.current = []
      for (const url of held.values()) URL.revokeObjectURL(url)
    }
  }, [])
  return { pictures, tooMany, add, clear }
}

type Answered = Pick<LookedAt, 'probabilities' | 'problem'>

/** One picture, or several in one question. A problem of the question is each picture's. */
async function answersTo(files: readonly File[]): Promise<Answered[]> {
  try {
    const [file] = files
    if (files.length === 1 && file) return [{ probabilities: (await trainer.api.predict(file)).probabilities, problem: null }]
    const answers = await trainer.api.predictAll(files)
    return files.map(({ name }, i) => {
      const probabilities = answers[i] ?? null
      return { probabilities, problem: probabilities ? null : { code: 'cannot-decode', values: { file: name } } }
    })
  } catch (thrown) {
    return files.map((file) => ({ probabilities: null, problem: namedAfter(file, problemOf(thrown)) }))
  }
}

/** The worker sees a blob without a name; the message should have the file's. */
const namedAfter = (file: File, problem: ProblemData): ProblemData =>
  problem.code === 'cannot-decode' ? { code: 'cannot-decode', values: { file: file.name } } : problem
