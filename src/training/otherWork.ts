/** What else has the network now, which a run or a sweep would end or spoil. */
import type { BetterSlice } from '../predict/betterSlice'
import type { ModelSlice } from '../predict/modelSlice'
import type { SubmissionSlice } from '../predict/submissionSlice'

export type OtherWork = 'submission' | 'measuring' | 'exporting'

export function otherWork({
  submission,
  gain,
  exporting,
}: Pick<SubmissionSlice, 'submission'> & Pick<BetterSlice, 'gain'> & Pick<ModelSlice, 'exporting'>): OtherWork | null {
  if (submission.status === 'working') return 'submission'
  if (gain.status === 'working') return 'measuring'
  return exporting === null ? null : 'exporting'
}
