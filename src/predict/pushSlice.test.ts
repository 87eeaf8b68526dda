import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { TrainerClient } from '../../workers/client'
import { Problem, type Pushed, type PushOrder, type PushProgress } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import { addingTo, createPushSlice, type PushSlice, pushBeside } from './pushSlice'

const ORDER: PushOrder = { repository: 'pets', isPrivate: true, token: 'hf_secret', adds: false, licence: null }
const PUSHED: Pushed = { repository: 'ada/pets', isPrivate: true, address: 'https://huggingface.co/ada/pets' }
const RUN = { id: 'a', name: 'First' }
const TAKEN = { repository: 'ada/pets', isPrivate: false }

/** A store, and the trainer's end of the push that is on. */
function begun() {
  let end: { resolve(pushed: Pushed): void; reject(error: unknown): void; tell(progress: PushProgress): void } | undefined
  const hub = {
    push: (_order: PushOrder, tell: (progress: PushProgress) => void) =>
      new Promise<Pushed>((resolve, reject) => {
        end = { resolve, reject, tell }
      }),
    cancel: async () => {},
  }
  const client = { api: { hub } } as unknown as TrainerClient
  const store = createStore<PushSlice & Pick<ModelSlice, 'exporting' | 'exportFailure'>>()((set, get) => ({
    exporting: null,
    exportFailure: null,
    ...createPushSlice({ set, get, client } as unknown as Parameters<typeof createPushSlice>[0]),
  }))
  const pushing = store.getState().pushModel(ORDER, RUN)
  return { store, pushing, end: end! }
}

test('it says how far it is, other files wait until its own are made, and the token is nowhere in the state', async () => {
  const { store, pushing, end } = begun()
  const now = () => store.getState()
  const working = (progress: PushProgress) => ({ run: RUN, status: 'working', ...progress })
  expect([now().push, now().exporting]).toEqual([working({ phase: 'asking', done: 0, of: 0 }), 'hub'])
  end.tell({ phase: 'asking', done: 0, of: 0 })
  end.tell({ phase: 'making', done: 0, of: 0 })
  expect([now().push, now().exporting]).toEqual([working({ phase: 'making', done: 0, of: 0 }), 'hub'])
  end.tell({ phase: 'sending', done: 1, of: 2 })
  expect([now().push, now().exporting]).toEqual([working({ phase: 'sending', done: 1, of: 2 }), null])
  expect(JSON.stringify(now())).not.toContain('hf_secret')
  end.resolve(PUSHED)
  await pushing
  end.tell({ phase: 'ending', done: 2, of: 2 })
  expect(now().push).toEqual({ run: RUN, status: 'done', pushed: PUSHED })
  expect(JSON.stringify(now())).not.toContain('hf_secret')
})

test('a failure stands beside the form', async () => {
  const { store, pushing, end } = begun()
  end.reject(new Problem('hub-token', { why: 'wrong', made: null }))
  await pushing
  expect(store.getState()).toMatchObject({ push: { status: 'failed', problem: { code: 'hub-token' } }, exporting: null })
})

test('it is cancelled only once what makes the files has let go, and what came through all the same is told', async () => {
  const cancelled = begun()
  await cancelled.store.getState().cancelPush()
  expect(cancelled.store.getState()).toMatchObject({ push: { status: 'stopping' }, exporting: 'hub' })
  cancelled.end.tell({ phase: 'making', done: 0, of: 0 })
  expect(cancelled.store.getState().push.status).toBe('stopping')
  cancelled.end.reject(new DOMException('cancelled', 'AbortError'))
  await cancelled.pushing
  expect(cancelled.store.getState()).toMatchObject({ push: { status: 'cancelled' }, exporting: null })
  const late = begun()
  await late.store.getState().cancelPush()
  late.end.resolve(PUSHED)
  await late.pushing
  expect(late.store.getState().push.status).toBe('done')
})

test('what came of a push is told beside its own run’s model only; one that is on beside every one', async () => {
  const { store, pushing, end } = begun()
  expect(pushBeside(store.getState().push, 'b')).toMatchObject({ status: 'working', run: RUN })
  end.resolve(PUSHED)
  await pushing
  expect([pushBeside(store.getState().push, 'b').status, pushBeside(store.getState().push, 'a').status]).toEqual(['idle', 'done'])
})

test('a commit goes to the repository that was told to be there, and another name in the form takes that back', async () => {
  const { store, pushing, end } = begun()
  const draft = { runId: RUN.id, repository: 'pets', isPrivate: true, licence: null }
  store.getState().setPushDraft(draft)
  end.reject(new Problem('hub-name-taken', TAKEN))
  await pushing
  expect(addingTo({ ...ORDER, repository: 'dogs' }, TAKEN)).toEqual({ ...ORDER, ...TAKEN, adds: true })
  store.getState().setPushDraft({ ...draft, isPrivate: false })
  expect(store.getState().push.status).toBe('failed')
  store.getState().setPushDraft({ ...draft, repository: 'dogs' })
  expect(store.getState()).toMatchObject({ push: { status: 'idle' }, pushDraft: { repository: 'dogs' } })
})
