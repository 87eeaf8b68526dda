/**
 * What is kept of a run, as schemas: the types of `events.ts` and `runs.ts` are made from these, and so is the check of a record that comes out of a file.
 * A field or a value of a union stands here, or there is none.
 */
import * as v from 'valibot'
import { isConfusion } from './confusion'

/** A schema's output, all of it readonly. */
export type Shaped<S extends v.GenericSchema> = DeepReadonly<v.InferOutput<S>>
type DeepReadonly<T> = T extends readonly (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

/** Most characters of any text of a record: zips allow as many in a path, and no name of a person's is as long. */
const MOST_TEXT = 65_535
/** Most characters of a run's name, which is a line in lists, and of its notes. */
const MOST_NAME = 300
const MOST_NOTES = 20_000

/** JSON has no NaN: such a figure was written as null. A checkpoint's clock has it. */
const figure = v.pipe(
  v.nullable(v.union([v.number(), v.nan()])),
  v.transform((value) => value ?? Number.NaN),
)
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(MOST_TEXT))
const cut = (most: number) =>
  v.pipe(
    v.string(),
    v.transform((whole) => whole.slice(0, most)),
  )
const runName = cut(MOST_NAME)
const runNotes = cut(MOST_NOTES)
/** A run's files lie beside each other: no path, nothing hidden. */
const fileName = v.pipe(v.string(), v.maxLength(100), v.regex(/^[\w-][\w.-]*\.safetensors$/))
const date = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((written) => Number.isFinite(Date.parse(written))),
)

export const scoresShape = v.object({
  loss: figure,
  /** 0..1 */
  accuracy: figure,
})

export const classScoresShape = v.object({
  name: text,
  precision: figure,
  recall: figure,
  f1: figure,
  /** Pictures of this class. */
  support: count,
})

/** Counts of the pictures that were judged: cells, or rows `[actual][predicted]` as 0.1 wrote them. */
const confusionShape = v.union([
  v.pipe(
    v.object({ classes: count, cells: v.array(count) }),
    v.check((sparse) => isConfusion(sparse), 'cells beside the matrix, or out of order'),
  ),
  v.array(v.array(count)),
])

export const epochShape = v.object({
  /** 1-based. */
  epoch: count,
  train: scoresShape,
  val: scoresShape,
  seconds: figure,
  learningRate: figure,
  /** Validation pictures that could be read, of which all its figures are. Records of earlier versions do not say. */
  judged: v.optional(count),
  confusion: confusionShape,
  perClass: v.array(classScoresShape),
  /** Whether this is the best epoch so far by the run's metric. */
  best: v.boolean(),
})

/** How the weights that a run hands out do on its labelled test pictures: asked once, after everything was chosen, and by nothing that chooses. */
export const testScoreShape = v.object({
  /** Whose weights they are. */
  epoch: count,
  scores: scoresShape,
  /** Test pictures that could be read, of which all these figures are. */
  judged: count,
  /** Those that could not. */
  unread: count,
  confusion: confusionShape,
  perClass: v.array(classScoresShape),
})

export const deviceShape = v.object({
  backend: v.picklist(['webgpu', 'wasm', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu']),
  device: text,
  software: v.boolean(),
  /** Why this one was taken. */
  why: v.picklist(['chosen', 'hardware-gpu', 'no-webgpu', 'no-adapter', 'software-gpu', 'gpu-refused', 'gpu-wrong']),
  threads: count,
  /** Which kernels of the WebGPU engine the graphics card was found to compute rightly; absent where it was not tried. */
  kernels: v.optional(text),
  /** Whether it can train in mixed precision; absent where it cannot, and in records of earlier versions. */
  mixes: v.optional(v.boolean()),
  /** What a run computed in, from its first step on; f32 in records of earlier versions. */
  precision: v.optional(v.picklist(['f32', 'mixed'])),
})

export const reasonShape = v.picklist(['completed', 'early-stop', 'stopped', 'diverged'])
export const statusShape = v.picklist(['running', 'interrupted', 'finished', 'failed'])

export const curveShape = v.object({
  /** Steps that a full point stands for. */
  stride: v.pipe(v.number(), v.integer(), v.minValue(1)),
  points: v.pipe(
    v.array(
      v.object({
        /** Mean position of the steps that the point stands for, in epochs (1.5: half-way through the second epoch). */
        at: v.number(),
        loss: figure,
        accuracy: figure,
        steps: count,
      }),
    ),
    v.maxLength(1000),
  ),
})

/** Things worth a line in the run's log. */
export const noteShape = v.variant('code', [
  v.object({ code: v.literal('unfroze'), block: text, epoch: count }),
  v.object({ code: v.literal('picture-replaced'), path: text }),
  v.object({ code: v.literal('picture-left-out'), path: text }),
  v.object({ code: v.literal('test-picture-left-out'), path: text }),
  /** `detail` is for whoever looks for the fault; empty where there is none. */
  v.object({ code: v.literal('test-not-scored'), why: v.picklist(['stopped', 'unreadable', 'failed']), detail: text }),
  /** The engine that was asked for does not take the network: TensorFlow.js computes it. */
  v.object({ code: v.literal('on-tfjs') }),
  /** A kernel that the network needs is wrong on the graphics card: the processor computes it. */
  v.object({ code: v.literal('card-wrong') }),
  v.object({ code: v.literal('last-picture-dropped') }),
  /** Threads that were to help did not start. */
  v.object({ code: v.literal('one-thread') }),
  v.object({ code: v.literal('mixed-precision') }),
  /** It was asked for, and the device has none that is right. */
  v.object({ code: v.literal('no-mixed-precision') }),
  /** Milliseconds of a step in each; what took less was taken. */
  v.object({ code: v.literal('precision-timed'), mixed: v.number(), f32: v.number() }),
  /** A gradient was beyond 16 bits. */
  v.object({ code: v.literal('update-skipped'), epoch: count, step: count }),
  v.object({ code: v.literal('learning-rate-lowered'), to: v.number() }),
  v.object({ code: v.literal('device-restored'), detail: text }),
  v.object({ code: v.literal('checkpoint-saved'), epoch: count, step: count }),
  v.object({ code: v.literal('checkpoint-failed'), detail: text }),
  v.object({ code: v.literal('resumed'), epoch: count, step: count }),
  v.object({ code: v.literal('storage-full'), needed: v.number(), free: v.number() }),
  v.object({ code: v.literal('no-storage'), why: v.picklist(['blocked', 'newer', 'held', 'silent']) }),
])

/** Milliseconds since 1970. */
const at = v.number()
/** A line of a run's log, but for those that tell a problem. */
export const lineShape = v.variant('kind', [
  v.object({ at, kind: v.literal('started'), trainCount: count, valCount: count, testCount: v.optional(count), device: deviceShape }),
  v.object({ at, kind: v.literal('tested'), right: count, judged: count }),
  v.object({ at, kind: v.literal('epoch'), epoch: count }),
  v.object({ at, kind: v.literal('note'), note: noteShape }),
  v.object({ at, kind: v.literal('finished'), reason: reasonShape, bestEpoch: count }),
])
/** Lines of another version, or of a problem whose values nobody can check, are left out. */
const log = v.pipe(
  v.array(v.unknown()),
  v.maxLength(100_000),
  v.transform((lines) => lines.filter((line) => v.is(lineShape, line))),
)

export const summaryShape = v.object({
  bestEpoch: count,
  best: epochShape,
  epochs: v.array(epochShape),
  /** Training pictures a second, over the training part of all epochs. */
  imagesPerSecond: figure,
  seconds: figure,
  /** Null where the run had no labelled test pictures, or they were not scored; records of earlier versions do not say. */
  test: v.optional(v.nullable(testScoreShape)),
})

export const checkpointShape = v.object({
  /** File name in the run's folder. */
  file: fileName,
  /** Where the run goes on: 1-based epoch, batches done in it. */
  epoch: count,
  batch: count,
  bytes: count,
  /** File with the parameters of the best epoch before it; null before the first epoch ended. Records of earlier versions do not say. */
  best: v.optional(v.nullable(fileName)),
})

/** Most characters of prototypes: of a thousand classes of the widest network, with room to spare. */
const MOST_PROTOTYPES = 16_000_000

/** The temperature that a run's answers are divided by, and whose weights it was fitted to: of others it says nothing. */
const calibrationShape = v.object({
  epoch: count,
  temperature: v.pipe(v.number(), v.minValue(0.01), v.maxValue(100)),
  /** Cross-entropy of the validation pictures with it. */
  loss: figure,
})

/** What is known of the pictures that a run learned from, by which others are told (`noneOf.ts`), and whose weights' features that are. */
export const noneOfShape = v.object({
  epoch: count,
  /** Numbers of a prototype. */
  width: v.pipe(count, v.minValue(1)),
  /** Unit vectors `[prototypes, width]`, little-endian f32, in base64. */
  prototypes: v.pipe(v.string(), v.maxLength(MOST_PROTOTYPES), v.base64()),
  /** The similarity from which on a picture passes, for each of `PASS_RATES`. */
  thresholds: v.pipe(v.array(v.number()), v.length(200)),
  /** Validation pictures that those were set on. */
  pictures: count,
  /** Share of those that pass, and whether a picture that does not is told. */
  pass: v.pipe(v.number(), v.minValue(0.8), v.maxValue(0.999)),
  isOn: v.boolean(),
})

/** What a run is known by, and the folder of its files. */
const runId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/))

/** What makes a run a trial of a search for a recipe. */
export const searchShape = v.object({
  /** The same in all trials of a search. */
  id: runId,
  /** 1-based; the first is the recipe that the person had. */
  trial: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /**
   * What heads of other parts of the pictures said of each part, this run's own validation pictures among them: of all pictures together, at the
   * best epoch of each head. One for each number of epochs that the trial was judged at; none where validation has pictures enough.
   */
  folds: v.optional(v.array(v.object({ epochs: count, right: count, judged: count, loss: figure }))),
})

/** A record, all but what the machine that holds it decides (`RunRecord`); its configuration is checked as any other (`parseConfig`). */
export const recordShape = v.object({
  id: runId,
  name: runName,
  notes: runNotes,
  /** ISO 8601. */
  created: date,
  status: statusShape,
  reason: v.nullable(reasonShape),
  config: v.record(v.pipe(v.string(), v.maxLength(100)), v.unknown()),
  /**
   * `pictures`: see `DatasetSummary`; absent in records from before they were kept.
   * `base`: the fingerprint without what the person had added; absent where nothing was.
   * `takeAll`: whether masks and second copies were taken; absent in records from before any were left out.
   */
  dataset: v.object({
    fingerprint: text,
    name: text,
    pictures: v.optional(v.pipe(v.array(text), v.maxLength(8))),
    base: v.optional(text),
    takeAll: v.optional(v.boolean()),
  }),
  classes: v.pipe(v.array(text), v.minLength(2)),
  /** `bundled` is absent in records of an earlier version; the last two are there where the network began untrained, drawn by that seed. */
  weights: v.object({
    ...{ name: text, sha256: text, licence: text, bundled: v.optional(v.boolean()) },
    ...{ isUntrained: v.optional(v.literal(true)), seed: v.optional(count) },
  }),
  device: deviceShape,
  environment: text,
  epochs: v.array(epochShape),
  summary: v.nullable(summaryShape),
  /** Newest last; at most two. */
  checkpoints: v.pipe(v.array(checkpointShape), v.maxLength(8)),
  /**
   * File with the parameters that the run never changes, those of blocks that stay frozen: checkpoints and the best epoch's file are without
   * them. Null where every block learns, or before the first checkpoint; records of earlier versions have none.
   */
  frozenFile: v.optional(v.nullable(fileName)),
  /** The folder that has that file, where runs share it; absent where it lies with the run's own. */
  frozenIn: v.optional(runId),
  /** File with the best epoch's parameters; null before the first epoch ended. */
  bestFile: v.nullable(fileName),
  /** The epoch of that file: behind the best of `epochs` where the disk was full since. */
  bestEpoch: count,
  /** Paths by split, as the run used them. */
  split: v.object({ train: v.array(text), val: v.array(text) }),
  /** Class index of each of those paths, training first. */
  labels: v.array(count),
  /** The labelled test pictures as the run found them: paths, and the class index of each. Records of earlier versions, and runs without any, have none. */
  tested: v.optional(v.object({ paths: v.array(text), labels: v.array(count) })),
  /** Null, or absent in records of earlier versions: answers are as the network gives them, and no picture is told to be none of the classes. */
  calibration: v.optional(v.nullable(calibrationShape)),
  noneOf: v.optional(v.nullable(noneOfShape)),
  /** As of the last checkpoint, or the end. Records of earlier versions have none. */
  trace: v.optional(v.object({ curve: curveShape, log })),
  /** Absent in runs that a person started. */
  search: v.optional(searchShape),
})

/** A change of name or notes as it may be kept: a text of megabytes would be drawn with every row of the list. */
export const changeShape = v.object({ name: v.optional(runName), notes: v.optional(runNotes) })
