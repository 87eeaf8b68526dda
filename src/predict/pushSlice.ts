/** A push of the model to the hub, as the page shows it. The token is in none of this: it goes through, and is not kept. */
import { type HubLicence, type ProblemData, type Pushed, type PushOrder, type PushProgress, problemOf } from '../../workers/protocol'
import type { ModelSlice } from '../model/modelSlice'
import type { SliceContext } from '../page/slice'

type PushView =
  | { readonly status: 'idle' | 'cancelled' }
  | ({ readonly status: 'working' } & PushProgress)
  | { readonly status: 'done'; readonly pushed: Pushed }
  | { readonly status: 'failed'; readonly problem: ProblemData }

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
  setPushDraft(draft: PushDraft): void
  /** Resolves when it is pushed, cancelled or failed; the view then says which. */
  pushModel(order: PushOrder): Promise<void>
  cancelPush(): Promise<void>
}

export function createPushSlice({ set, get, client }: SliceContext<PushSlice & ModelSlice>): PushSlice {
  /** The one that is shown; what comes of another is told to nobody. */
  let attempt = 0
  return {
    push: { status: 'idle' },
    pushDraft: null,
    setPushDraft: (pushDraft) => set({ pushDraft }),
    async pushModel(order) {
      const mine = ++attempt
      // The network answers for the check: no other file is made meanwhile.
      let isMaking = true
      const made = () => {
        if (isMaking && get().exporting === 'hub') set({ exporting: null })
        isMaking = false
      }
      const show = (push: PushView) => {
        if (mine === attempt) set({ push })
      }
      set({ exporting: 'hub', exportFailure: null })
      show({ status: 'working', phase: 'making', done: 0, of: 0 })
      try {
        const pushed = await client.api.hub.push(order, (progress) => {
          if (progress.phase !== 'making') made()
          // Progress crosses by a channel of its own, and may come after the result.
          if (get().push.status === 'working') show({ status: 'working', ...progress })
        })
        show({ status: 'done', pushed })
      } catch (thrown) {
        show({ status: 'failed', problem: problemOf(thrown) })
      } finally {
        made()
      }
    },
    async cancelPush() {
      attempt++
      set({ push: { status: 'cancelled' } })
      try {
        await client.api.hub.cancel()
      } catch (thrown) {
        set({ push: { status: 'failed', problem: problemOf(thrown) } })
      }
    },
  }
}
