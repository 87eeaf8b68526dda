/** Test pictures for a submission, open beside the dataset, and the competition's sample of one. */
import type { DatasetSource, IndexProgress, SubmissionSample, TestPictures } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'
import { sampleIn } from './sampleFiles'

export interface TakenSample extends SubmissionSample {
  /** Tells it from another of the same name. */
  readonly taken: number
}

export interface TestSlice {
  readonly testPictures: TestPictures | null
  readonly openingTest: IndexProgress | null
  readonly sample: TakenSample | null
  /** A sample submission among it is taken too. Resolves with whether it succeeded; a failure is reported and leaves what was open. */
  openTestPictures(source: DatasetSource): Promise<boolean>
  closeTestPictures(): Promise<void>
  /** Takes a sample, or none. A failure is reported and leaves the one before. */
  takeSample(file: File | null): Promise<void>
  /** After the worker was lost: hands it the same pictures and the same sample again. */
  reopenTestPictures(): Promise<boolean>
}

export function createTestSlice({ set, get, client }: SliceContext<TestSlice & ProblemsSlice>): TestSlice {
  let opened: DatasetSource | null = null
  let attempt = 0
  let sampleFile: File | null = null
  let taken = 0
  const open = async (source: DatasetSource): Promise<boolean> => {
    const mine = ++attempt
    set({ openingTest: { status: 'listing', files: 0 } })
    try {
      const testPictures = await client.api.testPictures.open(source, (openingTest) => {
        if (mine === attempt && get().openingTest) set({ openingTest })
      })
      if (mine !== attempt) return false
      opened = source
      set({ testPictures })
      return true
    } catch (thrown) {
      if (mine === attempt) get().report(thrown)
      return false
    } finally {
      if (mine === attempt) set({ openingTest: null })
    }
  }
  const takeSample = async (file: File | null): Promise<void> => {
    const mine = ++taken
    try {
      const sample = await client.api.submission.takeSample(file)
      if (mine !== taken) return
      sampleFile = file
      set({ sample: sample && { ...sample, taken: mine } })
    } catch (thrown) {
      if (mine === taken) get().report(thrown)
    }
  }
  return {
    sample: null,
    takeSample(file) {
      get().clearProblems()
      return takeSample(file)
    },
    testPictures: null,
    openingTest: null,
    async openTestPictures(source) {
      get().clearProblems()
      const found = await sampleIn(source).catch((thrown: unknown) => get().report(thrown) ?? null)
      if (found) await takeSample(found.file)
      return found?.isAll ? get().sample !== null : open(source)
    },
    async closeTestPictures() {
      attempt++
      opened = null
      set({ testPictures: null, openingTest: null })
      try {
        await client.api.testPictures.close()
      } catch (thrown) {
        get().report(thrown)
      }
    },
    async reopenTestPictures() {
      const source = opened
      set({ testPictures: null })
      if (sampleFile) await takeSample(sampleFile)
      return source ? open(source) : false
    },
  }
}
