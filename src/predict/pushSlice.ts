/** A push of the model to the hub, as the page shows it. The token is in none of this: it goes through, and is not kept. */
import {
  type HubLicence,
  type ProblemData,
  type ProblemValues,
  type Pushed,
  type PushOrder,
  type PushProgress,
  problemOf,
} from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import type { SliceContext } from '../page/slice'

/** The run whose model is pushed. */
export interface PushedRun {
  readonly id: string
  readonly name: string
}

type Stage =
  | ({ readonly status: 'working' } & PushProgress)
  /** Cancelled, and not yet let go of by what makes the files and reads them back. */
  | { readonly status: 'stopping' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'done'; readonly pushed: Pushed }
  | { readonly status: 'failed'; readonly problem: ProblemData }

export type PushView = { readonly status: 'idle' } | ({ readonly run: PushedRun } & Stage)

/** What the form holds besides the token, of one run; it stays while other places are looked at. */
export interface PushDraft {
  readonly runId: string
  readonly repository: string
  readonly isPrivate: boolean
  readonly licence: HubLicence | null
}

export interface PushSlice {
  readonly push: PushView
  readonly pushDraft: PushDraft | null
  /** With another repository's name, what came of a push of that run is told no more: it was of the one before. */
  setPushDraft(draft: PushDraft): void
  /** Resolves when it is pushed, cancelled or failed; the view then says which. */
  pushModel(order: PushOrder, run: PushedRun): Promise<void>
  cancelPush(): Promise<void>
}

const isOn = ({ status }: PushView): boolean => status === 'working' || status === 'stopping'

/** What is shown beside a run's model: a push that is on, of whatever run, and what came of one of its own. */
export const pushBeside = (push: PushView, runId: string): PushView =>
  isOn(push) || (push.status !== 'idle' && push.run.id === runId) ? push : { status: 'idle' }

/** The order that adds a commit to the repository that was told to be there, whoever can see it and whatever the form says by now. */
export const addingTo = (order: PushOrder, { repository, isPrivate }: ProblemValues['hub-name-taken']): PushOrder => ({
  ...order,
  repository,
  isPrivate,
  adds: true,
})

export function createPushSlice({ set, get, client }: SliceContext<PushSlice & ModelSlice>): PushSlice {
  /** Progress crosses by a channel of its own, and may come after the result: of an earlier one it is told to nobody. */
  let attempt = 0
  return {
    push: { status: 'idle' },
    pushDraft: null,
    setPushDraft(pushDraft) {
      const { pushDraft: before, push } = get()
      const isRenamed = before?.runId === pushDraft.runId && before.repository !== pushDraft.repository
      const isTold = push.status !== 'idle' && push.run.id === pushDraft.runId && !isOn(push)
      set({ pushDraft, ...(isRenamed && isTold ? { push: { status: 'idle' } } : {}) })
    },
    async pushModel(order, run) {
      const mine = ++attempt
      // The network answers for the check: no other file is made until that is over.
      let wasMaking = false
      const made = () => {
        if (get().exporting === 'hub') set({ exporting: null })
      }
      set({ exporting: 'hub', exportFailure: null, push: { run, status: 'working', phase: 'asking', done: 0, of: 0 } })
      try {
        const pushed = await client.api.hub.push(order, (progress) => {
          if (mine !== attempt) return
          if (progress.phase === 'making') wasMaking = true
          else if (wasMaking) {
            wasMaking = false
            made()
          }
          if (get().push.status === 'working') set({ push: { run, status: 'working', ...progress } })
        })
        set({ push: { run, status: 'done', pushed } })
      } catch (thrown) {
        const isStopping = get().push.status === 'stopping'
        set({ push: isStopping ? { run, status: 'cancelled' } : { run, status: 'failed', problem: problemOf(thrown) } })
      } finally {
        made()
      }
    },
    async cancelPush() {
      const { push } = get()
      if (push.status !== 'working') return
      const { run } = push
      set({ push: { run, status: 'stopping' } })
      try {
        await client.api.hub.cancel()
      } catch (thrown) {
        set({ push: { run, status: 'failed', problem: problemOf(thrown) } })
      }
    },
  }
}
