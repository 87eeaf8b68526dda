/**
 * Past epochs in a checkpoint: their confusion matrices as tensors, since a thousand classes would make hundreds of megabytes of JSON after some
 * epochs, and the format's header takes a hundred. Each epoch takes 8 bytes for every cell that holds anything: at most as many as there are validation pictures.
 */
import { classScores } from '../../metrics/confusion'
import type { ParamMap } from '../../model/spec'
import { type ClassScores, type EpochRecord, isConfusion, type SparseConfusion } from '../../protocol'

/** Where an epoch's cells lie: a tensor [cells, 2] of places (actual * classes + predicted, exact in f32) and counts. */
interface PackedConfusion {
  readonly classes: number
  readonly tensor: string
}

/** An epoch as it stands in the header. `perClass` is left out where it follows from the matrix and the classes' names. */
type PackedEpoch = Omit<EpochRecord, 'confusion' | 'perClass'> & {
  readonly confusion: EpochRecord['confusion'] | PackedConfusion
  readonly perClass?: readonly ClassScores[]
}

/** What takes the place of a history in the header, and what lies beside it. */
export interface PackedHistory {
  readonly epochs: readonly PackedEpoch[]
  readonly names: readonly string[]
}

const PREFIX = 'history/'
const isPacked = (confusion: PackedEpoch['confusion']): confusion is PackedConfusion => 'tensor' in confusion

const sameScores = (a: readonly ClassScores[], b: readonly ClassScores[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => (['name', 'precision', 'recall', 'f1', 'support'] as const).every((key) => Object.is(one[key], b[i]![key])))

/** A history for the header, and its tensors. Matrices kept as rows, by 0.1, stay as they are. */
export function packHistory(history: readonly EpochRecord[]): { readonly packed: PackedHistory; readonly tensors: ParamMap } {
  const names = history[0]?.perClass.map(({ name }) => name) ?? []
  const tensors: ParamMap = new Map()
  const epochs = history.map((record, i): PackedEpoch => {
    const { confusion, perClass, ...rest } = record
    if (!('cells' in confusion)) return record
    const { classes, cells } = confusion
    const data = new Float32Array((cells.length / 3) * 2)
    for (let from = 0, to = 0; from < cells.length; from += 3, to += 2) {
      data[to] = cells[from]! * classes + cells[from + 1]!
      data[to + 1] = cells[from + 2]!
    }
    const tensor = `${PREFIX}${i}`
    tensors.set(tensor, { shape: [data.length / 2, 2], data })
    const follows = sameScores(perClass, classScores(confusion, names))
    return { ...rest, confusion: { classes, tensor }, ...(follows ? {} : { perClass }) }
  })
  return { packed: { epochs, names }, tensors }
}

/**
 * The history again.
 * @throws Error where a matrix is not there, or is none
 */
export function unpackHistory({ epochs, names }: PackedHistory, tensors: ParamMap): EpochRecord[] {
  return epochs.map(({ confusion: packed, perClass, ...rest }) => {
    const confusion = isPacked(packed) ? cellsFrom(packed, tensors) : packed
    return { ...rest, confusion, perClass: perClass ?? classScores(confusion, names) }
  })
}

function cellsFrom({ classes, tensor }: PackedConfusion, tensors: ParamMap): SparseConfusion {
  const data = tensors.get(tensor)?.data
  const cells: number[] = []
  for (let at = 0; data && at < data.length; at += 2) cells.push(Math.floor(data[at]! / classes), data[at]! % classes, data[at + 1]!)
  if (!data || !isConfusion({ classes, cells })) throw new Error(`its confusion matrix ${tensor} is none`)
  return { classes, cells }
}
