/** Pictures that a person gave to be looked at, with the model's answers, newest first; they stay while other places are looked at. */
import { type ProblemData, problemOf } from '../../workers/protocol'
import { answersKey, type ModelSlice } from '../model/modelSlice'
import { askWhenFree, isTaken, type NetworkUse } from '../model/networkUse'
import type { SliceContext } from '../page/slice'

export interface GivenPicture {
  readonly id: number
  readonly name: string
  readonly file: File
  /** Object URL of the picture, until it is cleared. */
  readonly url: string
  readonly probabilities: readonly number[] | null
  /** As `PictureAnswer` has it. */
  readonly similarity: number | null
  readonly problem: ProblemData | null
}

export interface GivenSlice {
  readonly givenPictures: readonly GivenPicture[]
  /** Of the last ones given, how many found no room. */
  readonly givenRefused: number
  /** Adds them, as many as there is room for; they are answered one after the other, after a run where one is on. */
  addPictures(files: readonly File[]): void
  clearPictures(): void
  /** Asks about all pictures anew where another model, or another plan, answers than the one that was asked. */
  refreshPictures(): void
}

/** At a time: each keeps its file and a row of the table. */
export const MOST = 1000
/** Questions under way at once: the trainer answers one at a time, and decodes the next meanwhile. */
const AT_ONCE = 3
/** Pictures in one question where several runs answer: each network is loaded once for all of them. */
const TOGETHER = 48

type Answered = Pick<GivenPicture, 'probabilities' | 'similarity' | 'problem'>
const NO_ANSWER: Answered = { probabilities: null, similarity: null, problem: null }

export function createGivenSlice({
  set,
  get,
  client,
}: SliceContext<GivenSlice, ModelSlice & Pick<NetworkUse, 'run' | 'finding' | 'search'>>): GivenSlice {
  let lastId = 0
  let queue: GivenPicture[] = []
  let asking = 0
  /** Changes when answers that are on their way are no longer wanted. */
  let round = 0
  let asked = ''

  const modelKey = () => answersKey(get().model)
  const isBetter = () => get().model?.better != null

  /** One picture, or several in one question. A problem of the question is each picture's. */
  const answersTo = async (files: readonly File[]): Promise<Answered[]> => {
    const taken = () => isTaken(get())
    try {
      const [file] = files
      if (files.length === 1 && file) {
        const { probabilities, similarity } = await askWhenFree(taken, () => client.api.answers.predict(file))
        return [{ probabilities, similarity, problem: null }]
      }
      const answers = await askWhenFree(taken, () => client.api.answers.predictAll(files))
      return files.map(({ name }, i) => {
        const answer = answers[i]
        return answer ? { ...answer, problem: null } : { ...NO_ANSWER, problem: { code: 'cannot-decode', values: { file: name } } }
      })
    } catch (thrown) {
      return files.map((file) => ({ ...NO_ANSWER, problem: namedAfter(file, problemOf(thrown)) }))
    }
  }

  const work = async () => {
    if (asking >= (isBetter() ? 1 : AT_ONCE)) return
    asking++
    while (queue.length > 0) {
      const mine = round
      const some = queue.splice(0, isBetter() ? TOGETHER : 1)
      const answers = await answersTo(some.map(({ file }) => file))
      if (mine !== round) continue
      const byId = new Map(some.map(({ id }, i) => [id, answers[i]]))
      set({ givenPictures: get().givenPictures.map((picture) => ({ ...picture, ...byId.get(picture.id) })) })
    }
    asking--
  }
  const ask = (pictures: readonly GivenPicture[]) => {
    asked = modelKey()
    queue.push(...pictures)
    for (let i = 0; i < AT_ONCE; i++) void work()
  }

  return {
    givenPictures: [],
    givenRefused: 0,
    addPictures(files) {
      get().refreshPictures()
      const room = Math.max(0, MOST - get().givenPictures.length)
      const added = files
        .slice(0, room)
        .map((file): GivenPicture => ({ id: ++lastId, name: file.name, file, url: URL.createObjectURL(file), ...NO_ANSWER }))
      set({ givenPictures: [...added, ...get().givenPictures], givenRefused: files.length - added.length })
      ask(added)
    },
    clearPictures() {
      round++
      queue = []
      for (const { url } of get().givenPictures) URL.revokeObjectURL(url)
      set({ givenPictures: [], givenRefused: 0 })
    },
    refreshPictures() {
      if (get().givenPictures.length === 0 || asked === modelKey()) return
      round++
      queue = []
      set({ givenPictures: get().givenPictures.map((picture) => ({ ...picture, ...NO_ANSWER })) })
      ask(get().givenPictures)
    },
  }
}

/** The worker sees a blob without a name; the message should have the file's. */
const namedAfter = (file: File, problem: ProblemData): ProblemData =>
  problem.code === 'cannot-decode' ? { code: 'cannot-decode', values: { file: file.name } } : problem
