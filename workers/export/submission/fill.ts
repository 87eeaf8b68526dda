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
  const placeOf = (found: readonly number[], otherwise: number | undefined): number | undefined => {
    for (const one of found) known.add(one)
    const place = found.find((one) => !taken.has(one)) ?? otherwise
    if (place !== undefined) taken.add(place)
    return place
  }
  const inFull = sample.rows.map((row) => {
    const found = ids.findInFull(row[idAt]!)
    return placeOf(found, found[0])
  })
  /** Of ids whose folders no picture has: only what none is called by in full is left to them, and one id is one picture wherever it stands. */
  const byName = new Map<string, number | undefined>()
  const rows = sample.rows.map((row, i) => {
    const id = row[idAt]!
    let place = inFull[i]
    if (place === undefined) {
      if (!byName.has(id)) byName.set(id, placeOf(ids.findByName(id), undefined))
      place = byName.get(id)
    }
    let filled = unknown
    if (place === undefined) missing.push(id)
    else {
      const { path, probabilities } = pictures[place]!
      if (probabilities) filled = cells(probabilities)
      else undecodable.add(path)
    }
    return row.map((cell, at) => filled.get(at) ?? cell)
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
    noneOf: [],
  }
}

/** None below clip / (classes - 1), and they sum to 1. */
function heldAbove(probabilities: ArrayLike<number>, clip: number): number[] {
  const least = clip / Math.max(1, probabilities.length - 1)
  const held = Array.from(probabilities, (p) => Math.max(p, least))
  const sum = held.reduce((a, b) => a + b, 0)
  return held.map((p) => p / sum)
}
