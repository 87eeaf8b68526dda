/** Who has the network now, and waiting until it is free: the trainer does one thing with it at a time. */
import { problemOf } from '../../workers/protocol'
import type { RunSlice } from '../run/runSlice'
import { isActive } from '../run/runView'
import type { ModelSlice } from './modelSlice'

/** What tells who has it: of the slices above only the status. */
export interface NetworkUse extends Pick<RunSlice, 'run'>, Pick<ModelSlice, 'exporting'> {
  /** The learning-rate sweep. */
  readonly finding: { readonly status: 'looking' | 'done' } | null
  readonly submission: { readonly status: string }
  /** The comparison of ways to answer. */
  readonly gain: { readonly status: string }
  /** What the pictures look like, being learned or tried. */
  readonly noneOfJob: { readonly status: string }
  /** Labels being looked at. */
  readonly labelLook: { readonly status: string }
  /** What of the pictures is looked at for a map, for those alike, or for where answers are wrong; null while the network is not needed for it. */
  readonly pictureLook: 'map' | 'alike' | 'weak' | null
  /** The search for a recipe. */
  readonly search: { readonly status: 'idle' | 'starting' | 'on' | 'stopping' }
  /** Pictures without a label being answered. */
  readonly assist: { readonly status: string }
  /** How far this device is measured, 0..1; null while it is not. */
  readonly measuringDevice: number | null
}

/** Whether a learning-rate sweep has the network now. */
export const isSweeping = ({ finding }: Pick<NetworkUse, 'finding'>): boolean => finding?.status === 'looking'

/** Whether a search for a recipe has the network now. */
export const isSearching = ({ search }: Pick<NetworkUse, 'search'>): boolean => search.status !== 'idle'

/** Whether a run, a sweep or a search has the network, so that questions have to wait. */
export const isTaken = (state: Pick<NetworkUse, 'run' | 'finding' | 'search'>): boolean =>
  isActive(state.run) || isSweeping(state) || isSearching(state)

/** What else has the network now, which a run or a sweep would end, spoil or have to wait for; null for nothing. */
export function otherWork({
  submission,
  gain,
  labelLook,
  assist,
  pictureLook,
  noneOfJob,
  exporting,
  search,
  measuringDevice,
}: Pick<
  NetworkUse,
  'submission' | 'gain' | 'labelLook' | 'assist' | 'pictureLook' | 'noneOfJob' | 'exporting' | 'search' | 'measuringDevice'
>): 'submission' | 'measuring' | 'labels' | 'pictures' | 'noneOf' | 'exporting' | 'search' | 'device' | null {
  if (isSearching({ search })) return 'search'
  if (measuringDevice !== null) return 'device'
  if (submission.status === 'working') return 'submission'
  if (gain.status === 'working') return 'measuring'
  if (labelLook.status === 'working' || assist.status === 'working') return 'labels'
  if (pictureLook !== null) return 'pictures'
  if (noneOfJob.status === 'working') return 'noneOf'
  return exporting === null ? null : 'exporting'
}

/** Milliseconds between two tries for the network: a run takes minutes. */
const RETRY_MS = 300
/** Resolves when it is time to try again. */
export const nextTry = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, RETRY_MS))

/** Whether a question came while the network was taken: it can be asked again. */
export const isBusyProblem = (thrown: unknown): boolean => problemOf(thrown).code === 'busy'

/** Asks once the network is free, and again where a run was quicker. */
export async function askWhenFree<T>(taken: () => boolean, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    while (taken()) await nextTry()
    try {
      return await ask()
    } catch (thrown) {
      if (!isBusyProblem(thrown)) throw thrown
      await nextTry()
    }
  }
}
