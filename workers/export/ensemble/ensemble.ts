/** Several networks that answer together, as the exporters take them: each with its share of the answer and the pictures that it sees. */
import { type ExportModel, preprocessing } from '../model'

/** What the metadata of an ensemble's file says it is, in place of a network's name. */
export const ENSEMBLE = 'ensemble'

export interface EnsembleMember {
  readonly model: ExportModel
  /** What its run is called. */
  readonly name: string
  /** Its share of the answer, 0..1; a network that is only asked whether a picture is like its own has 0. All sum to 1. */
  readonly weight: number
}

export interface Ensemble {
  /** At least one; of at most one the model tells "none of these". */
  readonly members: readonly EnsembleMember[]
  /** Whether each network looks at a picture and its mirror image, and both answers are averaged. */
  readonly isMirrored: boolean
}

type Preprocessing = ReturnType<typeof preprocessing>

/** A picture as one or several of the members want it. */
interface EnsembleInput {
  readonly name: string
  readonly preprocessing: Preprocessing
}

/**
 * Inputs that the members need, members that want the same pictures sharing one, and which of them each member reads (a place among the inputs).
 * One is called `input`, several by their sides: `input_224`.
 */
export function inputsOf(members: readonly EnsembleMember[]): {
  readonly inputs: readonly EnsembleInput[]
  readonly reads: readonly number[]
} {
  const wanted = members.map(({ model }) => preprocessing(model))
  const kinds = [...new Map(wanted.map((how) => [JSON.stringify(how), how])).values()]
  const sides = kinds.map(({ center_crop: side }) => side)
  const inputs = kinds.map((how, i): EnsembleInput => {
    const before = sides.slice(0, i).filter((side) => side === sides[i]).length
    const name = kinds.length === 1 ? 'input' : `input_${sides[i]}${before > 0 ? `_${before + 1}` : ''}`
    return { name, preprocessing: how }
  })
  const reads = wanted.map((how) => kinds.findIndex((kind) => JSON.stringify(kind) === JSON.stringify(how)))
  return { inputs, reads }
}

/** The member whose features tell "none of these"; undefined where nobody's do. */
export const tellingMember = ({ members }: Pick<Ensemble, 'members'>): EnsembleMember | undefined =>
  members.find(({ model }) => model.answering?.noneOf)
