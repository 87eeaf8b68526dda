import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { TrainerClient } from '../../workers/client'
import { Problem, type Pushed, type PushOrder, type PushProgress } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import { createPushSlice, type PushSlice } from './pushSlice'

const ORDER: PushOrder = { repository: 'pets', isPrivate: true, token: 'hf_secret', adds: false, licence: null }
const PUSHED: Pushed = { repository: 'ada/pets', address: 'https://huggingface.co/ada/pets' }

/** A store, and the trainer's end of the push that is on. */
function begun() {
  let end: { resolve(pushed: Pushed): void; reject(error: unknown): void; tell(progress: PushProgress): void } | undefined
  const hub = {
    push: (_order: PushOrder, tell: (progress: PushProgress) => void) =>
      new Promise<Pushed>((resolve, reject) => {
        end = { resolve, reject, tell }
      }),
    cancel: async () => end!.reject(new DOMException('cancelled', 'AbortError')),
  }
  const client = { api: { hub } } as unknown as TrainerClient
  const store = createStore<PushSlice & Pick<ModelSlice, 'exporting' | 'exportFailure'>>()((set, get) => ({
    exporting: null,
    exportFailure: null,
    ...createPushSlice({ set, get, client } as unknown as Parameters<typeof createPushSlice>[0]),
  }))
  const pushing = store.getState().pushModel(ORDER)
  return { store, pushing, end: end! }
}

test('it says how far it is, other files wait while it makes its own, and the token is nowhere in the state', async () => {
  const { store, pushing, end } = begun()
  const now = () => store.getState()
  expect([now().push, now().exporting]).toEqual([{ status: 'working', phase: 'making', done: 0, of: 0 }, 'hub'])
  end.tell({ phase: 'sending', done: 1, of: 2 })
  expect([now().push, now().exporting]).toEqual([{ status: 'working', phase: 'sending', done: 1, of: 2 }, null])
  expect(JSON.stringify(now())).not.toContain('hf_secret')
  end.resolve(PUSHED)
  await pushing
  end.tell({ phase: 'ending', done: 2, of: 2 })
  expect(now().push).toEqual({ status: 'done', pushed: PUSHED })
  expect(JSON.stringify(now())).not.toContain('hf_secret')
})

test('a failure stands beside the form, and what was cancelled is not told as one', async () => {
  const failed = begun()
  failed.end.reject(new Problem('hub-token', { why: 'wrong' }))
  await failed.pushing
  expect(failed.store.getState()).toMatchObject({ push: { status: 'failed', problem: { code: 'hub-token' } }, exporting: null })
  const cancelled = begun()
  await cancelled.store.getState().cancelPush()
  await cancelled.pushing
  expect(cancelled.store.getState()).toMatchObject({ push: { status: 'cancelled' }, exporting: null })
})
