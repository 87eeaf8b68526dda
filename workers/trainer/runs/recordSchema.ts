/** What a record of a run from a file must be, so that nothing that reads it later meets a surprise. */
import * as v from 'valibot'
import { type ConfusionCounts, classesOf, type RunRecord } from '../../protocol'
import { recordShape } from '../../protocol/recordShape'

/** Lists that must be as long as others, and numbers that point into them. */
const fitsTogether = ({ classes, epochs, summary, labels, split }: v.InferOutput<typeof recordShape>): boolean => {
  const every = summary ? [...epochs, ...summary.epochs, summary.best] : epochs
  const square = (matrix: ConfusionCounts) =>
    classesOf(matrix) === classes.length && ('cells' in matrix || matrix.every((row) => row.length === classes.length))
  return (
    labels.length === split.train.length + split.val.length &&
    labels.every((label) => label < classes.length) &&
    every.every(({ confusion, perClass }) => square(confusion) && perClass.length === classes.length)
  )
}

const Schema = v.pipe(recordShape, v.check(fitsTogether, 'its lists do not fit together'))

/** A record from a file, all but what this machine decides; its configuration is still to be checked. */
export type ReadRecord = Omit<RunRecord, 'config' | 'number' | 'problem' | 'deletedAt'> & {
  readonly config: Readonly<Record<string, unknown>>
}

/** Checks a parsed record; the fault says where it is wrong. */
export function readRecord(value: unknown): { readonly record: ReadRecord } | { readonly fault: string } {
  const read = v.safeParse(Schema, value)
  if (read.success) return { record: read.output }
  const [issue] = read.issues
  return { fault: v.getDotPath(issue) ?? issue.message }
}
