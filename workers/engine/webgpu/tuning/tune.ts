/** Times the variants of convolutions on a device of an adapter. */
import { openDevice } from '../device'
import type { ConvQuestion, ConvVariant } from '../kernels/variants'
import { benchOn } from './bench'
import { chooseByTime, type Tuned, type TuningHow } from './choose'
import { candidatesFor, type TuningJob } from './jobs'

/**
 * Opens a device of its own and gives it up.
 * @throws Error where the adapter gives none
 */
export async function timeKernels(
  gpu: GPU | undefined,
  jobs: readonly TuningJob[],
  {
    base,
    excluded,
    patienceMs,
    ...how
  }: Omit<TuningHow, 'candidates' | 'bench'> & {
    readonly base: (question: ConvQuestion) => ConvVariant
    readonly excluded: (question: ConvQuestion, variant: ConvVariant) => boolean
    /** See `benchOn`. */
    readonly patienceMs?: number
  },
): Promise<Tuned> {
  const opened = await openDevice(gpu, ['timestamp-query'])
  try {
    return await chooseByTime(jobs, {
      ...how,
      candidates: ({ question }) => candidatesFor(question, base(question), opened.features, (variant) => excluded(question, variant)),
      bench: benchOn(opened, patienceMs),
    })
  } finally {
    opened.device.destroy()
  }
}
