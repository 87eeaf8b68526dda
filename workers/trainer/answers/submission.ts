/** A competition's file of answers about the test pictures. */
import { namedLikePicture } from '../../data/files/header'
import { namedLikeForeign } from '../../data/files/kinds'
import { buildSubmission } from '../../export/submission'
import { fillSample } from '../../export/submission/fill'
import { PictureIds } from '../../export/submission/ids'
import { readForm } from '../../export/submission/reading'
import { readSample, type SampleFile } from '../../export/submission/sample'
import {
  FOREIGN_KINDS,
  isNoneOf,
  type Listener,
  type RunRecord,
  type SampleReading,
  type Skipped,
  type SkipReason,
  type SubmissionApi,
  type SubmissionOptions,
  type SubmissionResult,
  type SubmissionSample,
} from '../../protocol'
import type { OpenTestPictures } from '../pictures/testPictures'
import type { CurrentModel } from './current'
import type { PixelsOf } from './looks'

export class Submission implements SubmissionApi {
  private making: AbortController | null = null
  private sample: SampleFile | null = null

  constructor(
    private readonly current: CurrentModel,
    private readonly testPictures: OpenTestPictures,
  ) {}

  async takeSample(file: File | null): Promise<SubmissionSample | null> {
    this.sample = file && (await readSample(file))
    return this.sample && { name: this.sample.name, rows: this.sample.rows.length }
  }

  async reading(): Promise<SampleReading | null> {
    const { sample } = this
    if (!sample) return null
    const { idColumn, columns, values, positive, withoutClass, withoutColumn } = readForm(sample, this.current.model.info.classes, this.ids)
    return { idColumn, columns, values, positive, withoutClass, withoutColumn }
  }

  /** Of the test pictures, where there are any. */
  private get ids(): PictureIds {
    return new PictureIds(this.testPictures.isOpen ? this.testPictures.current.samples.map(({ path }) => path) : [])
  }

  async make(
    { positive, clip, values }: SubmissionOptions,
    onProgress: Listener<{ readonly done: number; readonly of: number }>,
  ): Promise<SubmissionResult> {
    const model = this.current.free
    this.making?.abort()
    this.making = new AbortController()
    const { signal } = this.making
    const { samples, skipped } = this.testPictures.current
    const { sample } = this
    const unreadable = unreadableBeside(samples, skipped)
    const ids = new PictureIds([...samples.map(({ path }) => path), ...unreadable])
    const classes = model.info.classes.length
    // Of a sample that asks for what cannot be given, nothing is looked at.
    const reading = sample && readForm(sample, model.info.classes, ids)
    const sums = new Float64Array(samples.length * classes)
    const read = new Uint8Array(samples.length)
    const noneOf: string[] = []
    const pixelsOf: PixelsOf = (i, how, views) => this.current.pictures.evaluationPixels(samples[i]!, how, signal, views)
    await this.current.better.answer(model, samples.length, pixelsOf, signal, onProgress, (i, weight, probabilities, similarity) => {
      read[i] = 1
      if (isNoneOf(similarity, model.info.noneOf)) noneOf.push(samples[i]!.path)
      for (let c = 0; c < classes; c++) sums[i * classes + c]! += weight * probabilities[c]!
    })
    const answersOf = (i: number) => (read[i] ? sums.subarray(i * classes, (i + 1) * classes) : null)
    if (sample && reading) {
      const pictures = [
        ...samples.map(({ path }, i) => ({ path, probabilities: answersOf(i) })),
        ...unreadable.map((path) => ({ path, probabilities: null })),
      ]
      const chosen = values ?? reading.values[0] ?? 'probability'
      const prior = sharesLearnt(model.record)
      return { ...(await fillSample(sample, reading, pictures, ids, { values: chosen, positive, clip, prior })), noneOf }
    }
    const rows = samples.map(({ path }, i) => ({ path, probability: read[i] ? Math.min(1, sums[i * classes + positive]!) : null }))
    return { ...buildSubmission([...rows, ...unreadable.map((path) => ({ path, probability: null }))], clip), bySample: false, noneOf }
  }
  async cancel(): Promise<void> {
    this.making?.abort()
  }
}

/** The share of each class among the pictures that a run learned from. */
function sharesLearnt({ classes, split, labels }: Pick<RunRecord, 'classes' | 'split' | 'labels'>): number[] {
  const counts = classes.map(() => 0)
  for (const label of labels.slice(0, split.train.length)) counts[label]!++
  return counts.map((count) => count / split.train.length)
}

/**
 * Pictures, by their names or by what is in them, that were left out of the folders of the test pictures because they cannot be read: they too have their line.
 * @returns their paths
 */
export function unreadableBeside(test: readonly { readonly path: string }[], skipped: readonly Skipped[]): string[] {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  const folders = new Set(test.map(({ path }) => folderOf(path)))
  return skipped
    .filter(({ path, reason }) => folders.has(folderOf(path)) && (isForeign(reason) || (isUnreadable(reason) && isNamedPicture(path))))
    .map(({ path }) => path)
}
const isForeign = (reason: SkipReason): boolean => FOREIGN_KINDS.some((kind) => kind === reason)
const isUnreadable = (reason: SkipReason): boolean =>
  ['not-a-picture', 'empty', 'cannot-decode', 'too-large'].some((unreadable) => unreadable === reason)
const isNamedPicture = (path: string): boolean => namedLikePicture(path) || namedLikeForeign(path)
