/** Test pictures for a submission, open beside the dataset. */
import type { DatasetSource, IndexProgress, TestPictures } from '../../workers/protocol'
import type { ProblemsSlice } from '../page/problems'
import type { SliceContext } from '../page/slice'

export interface TestSlice {
  readonly testPictures: TestPictures | null
  readonly openingTest: IndexProgress | null
  /** Resolves with whether it succeeded; a failure is reported and leaves what was open. */
  openTestPictures(source: DatasetSource): Promise<boolean>
  closeTestPictures(): Promise<void>
  /** After the worker was lost: hands it the same pictures again. */
  reopenTestPictures(): Promise<boolean>
}

export function createTestSlice({ set, get, client }: SliceContext<TestSlice & ProblemsSlice>): TestSlice {
  let opened: DatasetSource | null = null
  let attempt = 0
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
  return {
    testPictures: null,
    openingTest: null,
    openTestPictures(source) {
      get().clearProblems()
      return open(source)
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
      return source ? open(source) : false
    },
  }
}
