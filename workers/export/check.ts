/** A download is checked before it is offered: read back, run on validation pictures, compared with the answers the studio gave. */
import { softmax } from '../metrics/probabilities'
import { Problem } from '../protocol/problem'
import type { ReadBack } from './builder'

/**
 * Largest difference of a probability that a file may show: binary16 keeps three digits. A file of whole numbers is compared with the rounded network that it was
 * made of; what rounding loses is counted on more pictures and shown to whoever takes the file (`WholeLoss`).
 */
const TOLERANCE = { f32: 1e-3, f16: 2e-2, int8: 1e-3 } as const

export type Precision = keyof typeof TOLERANCE

/** Pictures, RGB bytes `[n, size, size, 3]`, and the probabilities that a file must give for them, `[n, classes]`. */
export interface Reference {
  readonly pixels: Uint8Array
  readonly n: number
  readonly expected: Float64Array
}

type Telling = NonNullable<ReadBack['noneOf']>

export interface ExportCheck<File extends Pick<ReadBack, 'classes' | 'noneOf'> = ReadBack> {
  /** For the message: `onnx`, `safetensors`. */
  readonly format: string
  readonly precision: Precision
  /** Reads the finished file; what it throws counts as a failed check. */
  readonly read: () => File | Promise<File>
  /** Logits `[n, classes]` of the network read back, on the same pictures as `expected`; 16 are enough. */
  readonly run: (model: File) => Promise<ArrayLike<number>>
  /** The studio's probabilities, `[n, classes]`. */
  readonly expected: ArrayLike<number>
  readonly classes: readonly string[]
  /** How the studio tells pictures that are none of the classes; null where it does not. */
  readonly noneOf: Telling | null
}

/**
 * Returns the largest difference of a probability.
 * @throws Problem `export-check-failed` where the file cannot be read, has other labels, or answers differently, also about pictures that are none of the classes
 */
export async function checkExport<File extends Pick<ReadBack, 'classes' | 'noneOf'>>({
  format,
  precision,
  read,
  run,
  expected,
  classes,
  noneOf,
}: ExportCheck<File>): Promise<number> {
  const failed = (difference: number, cause?: unknown) =>
    Object.assign(new Problem('export-check-failed', { format, difference }), { cause })
  let model: File
  try {
    model = await read()
  } catch (error) {
    throw failed(1, error)
  }
  if (model.classes.join('\0') !== classes.join('\0')) throw failed(1)
  if (model.noneOf !== undefined && !isSameTelling(model.noneOf, noneOf)) throw failed(1)
  const got = softmax(await run(model), classes.length)
  if (got.length !== expected.length || got.length === 0) throw failed(1)
  let worst = 0
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!)
    // A NaN must fail too, so the question is not "is it larger".
    if (!(difference <= TOLERANCE[precision])) throw failed(Number.isNaN(difference) ? 1 : difference)
    worst = Math.max(worst, difference)
  }
  return worst
}

function isSameTelling(a: Telling | null, b: Telling | null): boolean {
  if (!a || !b) return a === b
  const { vectors } = a.prototypes
  const isSame = vectors.length === b.prototypes.vectors.length && vectors.every((value, i) => value === b.prototypes.vectors[i])
  return isSame && a.prototypes.width === b.prototypes.width && a.threshold === b.threshold
}
