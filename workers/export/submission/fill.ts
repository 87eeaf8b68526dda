/** A sample submission filled with answers: every line of it in its order, every picture accounted for. */
import { argmaxRows } from '../../metrics/confusion'
import type { SubmissionResult, SubmissionValues } from '../../protocol/insight'
import { decimal } from '../submission'
import type { PictureIds } from './ids'
import type { Reading } from './reading'
import { type SampleFile, writeSample } from './sample'

export interface AnsweredPicture {
  readonly path: string
  /** By class, summing to 1; null where the picture could not be decoded. */
  readonly probabilities: ArrayLike<number> | null
}

export interface FillOptions {
  /** Where one column is to be filled. */
  readonly values: SubmissionValues
  /** The class that a probability, or the 1 of two classes, is of. */
  readonly positive: number
  /** 0..0.5: a single probability is held within clip..1-clip; of several none is below clip / (classes - 1), and each line sums to 1 again. */
  readonly clip: number
  /** By class: what is known of a picture that nobody has seen, the shares in training. */
  readonly prior: readonly number[]
}

/**
 * Fills every line. An id without a picture, or whose picture cannot be decoded, gets the prior: a competition refuses a file that is without one of its lines.
 * @param ids of the very pictures, in their order
 */
export async function fillSample(
  sample: SampleFile,
  reading: Reading,
  pictures: readonly AnsweredPicture[],
  ids: PictureIds,
  { values, positive, clip, prior }: FillOptions,
): Promise<SubmissionResult> {
  const { idAt, classAt, words } = reading
  const taken = new Set<number>()
  const known = new Set<number>()
  const undecodable = new Set<string>()
  const missing: string[] = []

  const cells = (probabilities: ArrayLike<number>): ReadonlyMap<number, string> => {
    if (classAt.size > 0) {
      const held = heldAbove(probabilities, clip)
      return new Map([...classAt].flatMap(([i, c]) => (c === null ? [] : [[i, decimal(held[c]!)] as const])))
    }
    const at = sample.columns.findIndex((_, i) => i !== idAt)
    if (values === 'probability') return new Map([[at, decimal(Math.min(Math.max(probabilities[positive]!, clip), 1 - clip))]])
    return new Map([[at, words[values](argmaxRows(probabilities, prior.length)[0]!, positive)]])
  }
  const unknown = cells(prior)
  const rows = sample.rows.map((row) => {
    const id = row[idAt]!
    const found = ids.find(id)
    const place = found.find((one) => !taken.has(one)) ?? found[0]
    for (const one of found) known.add(one)
    let filled = unknown
    if (place === undefined) missing.push(id)
    else {
      taken.add(place)
      const { path, probabilities } = pictures[place]!
      if (probabilities) filled = cells(probabilities)
      else undecodable.add(path)
    }
    return row.map((cell, i) => filled.get(i) ?? cell)
  })
  const left = pictures.flatMap(({ path }, i) => (taken.has(i) ? [] : [{ path, isKnown: known.has(i) }]))
  return {
    csv: await writeSample(sample, rows),
    rows: rows.length,
    bySample: true,
    undecodable: [...undecodable],
    withoutId: left.filter(({ isKnown }) => !isKnown).map(({ path }) => path),
    duplicates: left.filter(({ isKnown }) => isKnown).map(({ path }) => path),
    missing,
  }
}

/** None below clip / (classes - 1), and they sum to 1. */
function heldAbove(probabilities: ArrayLike<number>, clip: number): number[] {
  const least = clip / Math.max(1, probabilities.length - 1)
  const held = Array.from(probabilities, (p) => Math.max(p, least))
  const sum = held.reduce((a, b) => a + b, 0)
  return held.map((p) => p / sum)
}
