/**
 * Past epochs in a checkpoint: their confusion matrices as tensors, since a thousand classes would make hundreds of megabytes of JSON after some
 * epochs, and the format's header takes a hundred. Each epoch takes 8 bytes for every cell that holds anything: at most as many as there are validation pictures.
 */
import type { ParamMap } from '../../model/spec'
import { type EpochRecord, isConfusion, type SparseConfusion } from '../../protocol'
import { type LeanEpoch, withoutScores, withScores } from './epochScores'

/** Where an epoch's cells lie: a tensor [cells, 2] of places (actual * classes + predicted, exact in f32) and counts. */
interface PackedConfusion {
  readonly classes: number
  readonly tensor: string
}

/** An epoch as it stands in the header. */
type PackedEpoch = Omit<LeanEpoch, 'confusion'> & { readonly confusion: EpochRecord['confusion'] | PackedConfusion }

/** What takes the place of a history in the header, and what lies beside it. */
export interface PackedHistory {
  readonly epochs: readonly PackedEpoch[]
  readonly names: readonly string[]
}

const PREFIX = 'history/'
const isPacked = (confusion: PackedEpoch['confusion']): confusion is PackedConfusion => 'tensor' in confusion

/** A history for the header, and its tensors. Matrices kept as rows, by 0.1, stay as they are. */
export function packHistory(history: readonly EpochRecord[]): { readonly packed: PackedHistory; readonly tensors: ParamMap } {
  const names = history[0]?.perClass.map(({ name }) => name) ?? []
  const tensors: ParamMap = new Map()
  const epochs = history.map((record, i): PackedEpoch => {
    const { confusion } = record
    if (!('cells' in confusion)) return record
    const { classes, cells } = confusion
    const data = new Float32Array((cells.length / 3) * 2)
    for (let from = 0, to = 0; from < cells.length; from += 3, to += 2) {
      data[to] = cells[from]! * classes + cells[from + 1]!
      data[to + 1] = cells[from + 2]!
    }
    const tensor = `${PREFIX}${i}`
    tensors.set(tensor, { shape: [data.length / 2, 2], data })
    return { ...withoutScores(record, names), confusion: { classes, tensor } }
  })
  return { packed: { epochs, names }, tensors }
}

/**
 * The history again.
 * @throws Error where a matrix is not there, or is none
 */
export function unpackHistory({ epochs, names }: PackedHistory, tensors: ParamMap): EpochRecord[] {
  return epochs.map(({ confusion: packed, ...rest }) =>
    withScores({ ...rest, confusion: isPacked(packed) ? cellsFrom(packed, tensors) : packed }, names),
  )
}

function cellsFrom({ classes, tensor }: PackedConfusion, tensors: ParamMap): SparseConfusion {
  const data = tensors.get(tensor)?.data
  const cells: number[] = []
  for (let at = 0; data && at < data.length; at += 2) cells.push(Math.floor(data[at]! / classes), data[at]! % classes, data[at + 1]!)
  if (!data || !isConfusion({ classes, cells })) throw new Error(`its confusion matrix ${tensor} is none`)
  return { classes, cells }
}
