/** What a record of a run from a file must be, so that nothing that reads it later meets a surprise. */
import * as v from 'valibot'
import { type ConfusionCounts, classesOf, isConfusion, type RunRecord } from '../../protocol'

/** JSON has no NaN: such a figure was written as null. */
const figure = v.pipe(
  v.nullable(v.number()),
  v.transform((value) => value ?? Number.NaN),
)
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const fileName = v.pipe(v.string(), v.regex(/^[\w-][\w.-]*\.safetensors$/))
const scores = v.object({ loss: figure, accuracy: figure })

/** Cells, or rows as 0.1 wrote them. */
const confusion = v.union([
  v.pipe(
    v.object({ classes: count, cells: v.array(count) }),
    v.check((sparse) => isConfusion(sparse), 'cells beside the matrix, or out of order'),
  ),
  v.array(v.array(count)),
])

const epoch = v.object({
  epoch: count,
  train: scores,
  val: scores,
  seconds: figure,
  learningRate: figure,
  judged: v.optional(count),
  confusion,
  perClass: v.array(v.object({ name: v.string(), precision: figure, recall: figure, f1: figure, support: count })),
  best: v.boolean(),
})

const device = v.object({
  backend: v.picklist(['webgpu', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu']),
  device: v.string(),
  software: v.boolean(),
  why: v.picklist(['chosen', 'hardware-gpu', 'no-webgpu', 'no-adapter', 'software-gpu']),
  threads: count,
})

const curve = v.object({
  stride: v.pipe(v.number(), v.integer(), v.minValue(1)),
  points: v.pipe(v.array(v.object({ at: v.number(), loss: v.number(), accuracy: v.number(), steps: count })), v.maxLength(1000)),
})

const at = v.number()
const text = v.string()
const note = v.variant('code', [
  v.object({ code: v.literal('unfroze'), block: text, epoch: count }),
  v.object({ code: v.literal('picture-replaced'), path: text }),
  v.object({ code: v.literal('picture-left-out'), path: text }),
  v.object({ code: v.literal('last-picture-dropped') }),
  v.object({ code: v.literal('learning-rate-lowered'), to: v.number() }),
  v.object({ code: v.literal('device-restored'), detail: text }),
  v.object({ code: v.literal('checkpoint-saved'), epoch: count, step: count }),
  v.object({ code: v.literal('checkpoint-failed'), detail: text }),
  v.object({ code: v.literal('resumed'), epoch: count, step: count }),
  v.object({ code: v.literal('storage-full'), needed: v.number(), free: v.number() }),
])
const line = v.variant('kind', [
  v.object({ at, kind: v.literal('started'), trainCount: count, valCount: count, device }),
  v.object({ at, kind: v.literal('epoch'), epoch: count }),
  v.object({ at, kind: v.literal('note'), note }),
  v.object({ at, kind: v.literal('finished'), reason: v.picklist(['completed', 'early-stop', 'stopped', 'diverged']), bestEpoch: count }),
])
/** Lines of another version, or of a problem whose values nobody can check, are left out. */
const log = v.pipe(
  v.array(v.unknown()),
  v.transform((lines) => lines.filter((one) => v.is(line, one))),
)

const Shape = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  name: v.string(),
  notes: v.string(),
  created: v.pipe(
    v.string(),
    v.check((text) => Number.isFinite(Date.parse(text))),
  ),
  status: v.picklist(['running', 'interrupted', 'finished', 'failed']),
  reason: v.nullable(v.picklist(['completed', 'early-stop', 'stopped', 'diverged'])),
  config: v.record(v.string(), v.unknown()),
  dataset: v.object({ fingerprint: v.string(), name: v.string() }),
  classes: v.pipe(v.array(v.string()), v.minLength(2)),
  weights: v.object({ name: v.string(), sha256: v.string(), licence: v.string() }),
  device,
  environment: v.string(),
  epochs: v.array(epoch),
  summary: v.nullable(v.object({ bestEpoch: count, best: epoch, epochs: v.array(epoch), imagesPerSecond: figure, seconds: figure })),
  checkpoints: v.array(v.object({ file: fileName, epoch: count, batch: count, bytes: count, best: v.optional(v.nullable(fileName)) })),
  frozenFile: v.optional(v.nullable(fileName)),
  bestFile: v.nullable(fileName),
  bestEpoch: count,
  split: v.object({ train: v.array(v.string()), val: v.array(v.string()) }),
  labels: v.array(count),
  trace: v.optional(v.object({ curve, log })),
})

/** Lists that must be as long as others, and numbers that point into them. */
const fitsTogether = ({ classes, epochs, summary, labels, split }: v.InferOutput<typeof Shape>): boolean => {
  const every = summary ? [...epochs, ...summary.epochs, summary.best] : epochs
  const square = (matrix: ConfusionCounts) =>
    classesOf(matrix) === classes.length && ('cells' in matrix || matrix.every((row) => row.length === classes.length))
  return (
    labels.length === split.train.length + split.val.length &&
    labels.every((label) => label < classes.length) &&
    every.every(({ confusion, perClass }) => square(confusion) && perClass.length === classes.length)
  )
}

const Schema = v.pipe(Shape, v.check(fitsTogether, 'its lists do not fit together'))

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
