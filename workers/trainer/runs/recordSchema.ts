/** What a record of a run from a file must be, so that nothing that reads it later meets a surprise. */
import * as v from 'valibot'
import { type ConfusionCounts, classesOf, type RunRecord } from '../../protocol'
import { epochShape, recordShape, summaryShape } from '../../protocol/recordShape'
import { unpackRecord } from './packedRecord'

/** Scores of classes that are made anew when a record is read, a few hundred megabytes of them: as of 4,000 classes and 1,000 epochs. */
const MOST_SCORES = 4_000_000

const packedEpoch = v.object({ ...epochShape.entries, perClass: v.optional(epochShape.entries.perClass) })
const packedSummary = v.object({ ...summaryShape.entries, best: v.optional(packedEpoch), epochs: v.optional(v.array(packedEpoch)) })
const packedShape = v.object({ ...recordShape.entries, epochs: v.array(packedEpoch), summary: v.nullable(packedSummary) })
type PackedShape = v.InferOutput<typeof packedShape>

const epochsOf = ({ epochs, summary }: PackedShape): PackedShape['epochs'] => [
  ...epochs,
  ...(summary?.epochs ?? []),
  ...(summary?.best ? [summary.best] : []),
]

/** Lists that must be as long as others, and numbers that point into them. */
const fitsTogether = (record: PackedShape): boolean => {
  const { classes, epochs, summary, labels, split, tested } = record
  const square = (matrix: ConfusionCounts) =>
    classesOf(matrix) === classes.length && ('cells' in matrix || matrix.every((row) => row.length === classes.length))
  const every = epochsOf(record)
  return (
    labels.length === split.train.length + split.val.length &&
    [...labels, ...(tested?.labels ?? [])].every((label) => label < classes.length) &&
    tested?.labels.length === tested?.paths.length &&
    (!summary?.test || (square(summary.test.confusion) && summary.test.perClass.length === classes.length)) &&
    every.filter(({ perClass }) => !perClass).length * classes.length <= MOST_SCORES &&
    every.every(({ confusion, perClass }) => square(confusion) && (!perClass || perClass.length === classes.length)) &&
    (!summary || summary.best !== undefined || epochs[summary.bestEpoch - 1] !== undefined)
  )
}

const Schema = v.pipe(packedShape, v.check(fitsTogether, 'its lists do not fit together'))

/** A record from a file, all but what this machine decides; its configuration is still to be checked. */
export type ReadRecord = Omit<RunRecord, 'config' | 'number' | 'problem' | 'deletedAt'> & {
  readonly config: Readonly<Record<string, unknown>>
}

/** Checks a parsed record; the fault says where it is wrong. */
export function readRecord(value: unknown): { readonly record: ReadRecord } | { readonly fault: string } {
  const read = v.safeParse(Schema, value)
  if (read.success) return { record: unpackRecord(read.output) }
  const [issue] = read.issues
  return { fault: v.getDotPath(issue) ?? issue.message }
}
