/** The map of the pictures, those most like one, and where answers are wrong: started, followed, cancelled; and the pictures that the grid is asked to show alone. */
import type { MapProgress, PictureMap, WeakSpots } from '../../../workers/protocol'
import type { NetworkUse } from '../../model/networkUse'
import { type JobView, longJob } from '../../page/longJob'
import type { ProblemsSlice } from '../../page/problems'
import type { SliceContext } from '../../page/slice'
import type { DatasetSlice } from '../slice'

/** Pictures that the grid shows alone, in this order. */
export interface Among {
  /** `alike`: those most like picture `of`; `chosen`: on the map; `weak`: that are wrong often. */
  readonly why: { readonly kind: 'alike'; readonly of: number } | { readonly kind: 'chosen' | 'weak' }
  readonly ids: readonly number[]
  /** `openings` of the state: ids are those of one opening. */
  readonly opening: number
  /** Another with each that is shown. */
  readonly number: number
}

/** As the state was when it was begun: `openings`, for ids are those of one opening, and `datasetVersion`. */
interface Begun {
  readonly opening: number
  readonly version: number
}

/** Pictures that are found to be like one. */
export const MOST_ALIKE = 60

export interface MapSlice extends Pick<NetworkUse, 'pictureLook'> {
  readonly pictureMap: JobView<{ readonly map: PictureMap } & Begun>
  readonly alikeLook: JobView<object>
  readonly weakLook: JobView<{ readonly found: WeakSpots; readonly runId: string } & Begun>
  /** What is done at the moment, while one of the three works. */
  readonly lookPhase: MapProgress['phase']
  /** Resolve when it is done, cancelled or failed; a failure is reported. */
  layMap(): Promise<void>
  /** Shows the pictures most like one in the grid, itself first. */
  findAlike(id: number): Promise<void>
  /** @param runId of the model that answers */
  findWeak(runId: string): Promise<void>
  cancelLook(): Promise<void>
  readonly among: Among | null
  showAmong(why: Among['why'], ids: readonly number[]): void
  showAll(): void
  /** Whether the pictures of the Data place were asked for, and nobody was led to them yet. */
  readonly leadsToPictures: boolean
  leadToPictures(leads: boolean): void
}

type Look = NonNullable<NetworkUse['pictureLook']>

export function createMapSlice({ set, get, client }: SliceContext<MapSlice & DatasetSlice & ProblemsSlice>): MapSlice {
  const end = () => client.api.map.cancel()
  const jobs = {
    map: longJob<{ readonly map: PictureMap } & Begun>({ get }, (pictureMap) => set({ pictureMap }), end),
    alike: longJob<object>({ get }, (alikeLook) => set({ alikeLook }), end),
    weak: longJob<{ readonly found: WeakSpots; readonly runId: string } & Begun>({ get }, (weakLook) => set({ weakLook }), end),
  }
  let turn = 0
  let showings = 0
  const begun = (): Begun => ({ opening: get().openings, version: get().datasetVersion })
  /** One at a time, as in the trainer: what another is at ends. */
  const begin = async <R>(
    look: Look,
    work: (onProgress: (progress: MapProgress) => void) => Promise<R>,
    tell: (progress: MapProgress) => void,
  ): Promise<R> => {
    const mine = ++turn
    set({ pictureLook: look, lookPhase: 'looking' })
    try {
      return await work((progress) => {
        if (mine !== turn) return
        const { phase } = progress
        // Arranging is done elsewhere: a run may begin.
        set({ lookPhase: phase, pictureLook: phase === 'looking' || phase === 'measuring' ? look : null })
        tell(progress)
      })
    } finally {
      if (mine === turn) set({ pictureLook: null })
    }
  }
  const LOOKS = ['map', 'alike', 'weak'] as const
  const isOn = (look: Look): boolean => ({ map: get().pictureMap, alike: get().alikeLook, weak: get().weakLook })[look].status === 'working'
  /** Ends the others; resolves with whether nothing else was begun meanwhile. */
  const isFreeFor = async (look: Look): Promise<boolean> => {
    const mine = ++turn
    set({ pictureLook: look, lookPhase: 'looking' })
    await Promise.all(LOOKS.map((other) => (other !== look && isOn(other) ? jobs[other].cancel() : undefined)))
    return mine === turn
  }
  return {
    pictureMap: { status: 'idle' },
    alikeLook: { status: 'idle' },
    weakLook: { status: 'idle' },
    lookPhase: 'looking',
    pictureLook: null,
    async layMap() {
      if (await isFreeFor('map'))
        await jobs.map.run(async (onProgress) => ({
          ...begun(),
          map: await begin('map', (tell) => client.api.map.lay(tell), onProgress),
        }))
    },
    async findAlike(id) {
      if (!(await isFreeFor('alike'))) return
      await jobs.alike.run(async (onProgress) => {
        const opening = get().openings
        const { pictures } = await begin('alike', (tell) => client.api.map.alike(id, MOST_ALIKE, tell), onProgress)
        if (opening === get().openings) get().showAmong({ kind: 'alike', of: id }, [id, ...pictures.map((picture) => picture.id)])
        return {}
      })
    },
    async findWeak(runId) {
      if (!(await isFreeFor('weak'))) return
      await jobs.weak.run(async (onProgress) => ({
        ...begun(),
        found: await begin('weak', (tell) => client.api.map.weakSpots(tell), onProgress),
        runId,
      }))
    },
    async cancelLook() {
      const look = LOOKS.find(isOn)
      turn++
      set({ pictureLook: null })
      if (look) await jobs[look].cancel()
    },
    among: null,
    showAmong: (why, ids) => set({ among: { why, ids, opening: get().openings, number: ++showings } }),
    showAll: () => set({ among: null }),
    leadsToPictures: false,
    leadToPictures: (leadsToPictures) => set({ leadsToPictures }),
  }
}
