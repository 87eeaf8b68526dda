/** A competition's file of answers about the test pictures. */
import { namedLikePicture } from '../../data/files/header'
import { buildSubmission } from '../../export/submission'
import type { Listener, Skipped, SkipReason, SubmissionApi, SubmissionOptions, SubmissionResult } from '../../protocol'
import type { OpenTestPictures } from '../pictures/testPictures'
import type { CurrentModel } from './current'
import type { PixelsOf } from './looks'

export class Submission implements SubmissionApi {
  private making: AbortController | null = null

  constructor(
    private readonly current: CurrentModel,
    private readonly testPictures: OpenTestPictures,
  ) {}

  async make(
    { positive, clip }: SubmissionOptions,
    onProgress: Listener<{ readonly done: number; readonly of: number }>,
  ): Promise<SubmissionResult> {
    const model = this.current.free
    this.making?.abort()
    this.making = new AbortController()
    const { signal } = this.making
    const { samples, skipped } = this.testPictures.current
    const sums = new Float64Array(samples.length)
    const read = new Uint8Array(samples.length)
    const pixelsOf: PixelsOf = (i, how, views) => this.current.pictures.evaluationPixels(samples[i]!, how, signal, views)
    await this.current.better.answer(model, samples.length, pixelsOf, signal, onProgress, (i, weight, probabilities) => {
      read[i] = 1
      sums[i]! += weight * probabilities[positive]!
    })
    const rows = samples.map(({ path }, i) => ({ path, probability: read[i] ? Math.min(1, sums[i]!) : null }))
    const unreadable = unreadableBeside(samples, skipped)
    return buildSubmission([...rows, ...unreadable.map((path) => ({ path, probability: null }))], clip)
  }
  async cancel(): Promise<void> {
    this.making?.abort()
  }
}

/** Files named like pictures that were left out of the folders of the test pictures because they are none: they too have their line. */
function unreadableBeside(test: readonly { readonly path: string }[], skipped: readonly Skipped[]): string[] {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const folders = new Set(test.map(({ path }) => folderOf(path)))
  return skipped
    .filter(({ path, reason }) => UNREADABLE.includes(reason) && folders.has(folderOf(path)) && namedLikePicture(path))
    .map(({ path }) => path)
}
const UNREADABLE: readonly SkipReason[] = ['not-a-picture', 'empty', 'cannot-decode', 'too-large']
