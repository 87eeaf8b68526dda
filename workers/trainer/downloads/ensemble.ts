/** The networks that answer together as one ONNX file, held to what the studio answers by the same plan. */
import { checkExport } from '../../export/check'
import type { Ensemble } from '../../export/ensemble/ensemble'
import { toEnsembleOnnx } from '../../export/ensemble/onnx'
import { readEnsembleOnnx } from '../../export/ensemble/readback'
import { numbersIn } from '../../export/format'
import { softmax } from '../../metrics/probabilities'
import { type AnswerPlan, ENSEMBLE_FORMAT, VIEW_COUNT, type Views } from '../../protocol'
import { membersAsked } from '../answers/better'
import { specFor } from '../fit/plan'
import type { Network, TrainedModel } from '../model/model'
import { presentRun } from '../runs/records'
import { answeringOf, type DownloadDesk, exportModel } from './downloadCheck'
import { checkPixels } from './references'
import { modelOfRun } from './runFile'

export interface PlanMember {
  readonly model: TrainedModel
  /** 0..1; all sum to 1. */
  readonly weight: number
}

/** Who answers by a plan, each read from what is kept of its run. @throws Problem `run-gone`, `checkpoint-unreadable` */
export async function planMembers(own: TrainedModel, plan: AnswerPlan | null): Promise<PlanMember[]> {
  const members: PlanMember[] = []
  for (const { runId, weight } of membersAsked(own, plan))
    members.push({ model: runId === own.record.id ? own : await modelOfRun(await presentRun({ id: runId })), weight })
  return members
}

/** Crops need the whole picture, which no input of the file is: of five the middle one is left. */
const viewsInFile = (plan: AnswerPlan | null): Extract<Views, 'single' | 'flip'> => (plan?.views.endsWith('flip') ? 'flip' : 'single')

/**
 * The file's bytes.
 * @param own the model that answers: which pictures are like its own is all that the file tells of "none of these"
 * @throws Problem `export-check-failed` where the file read back does not answer as the members do here
 */
export async function ensembleFile(
  own: TrainedModel,
  members: readonly PlanMember[],
  plan: AnswerPlan | null,
  { predictor, pictures }: Pick<DownloadDesk, 'predictor' | 'pictures'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const views = viewsInFile(plan)
  const file = toEnsembleOnnx({ members: members.map((member) => exported(member, own)), isMirrored: views === 'flip' })
  const looks = await Promise.all(members.map(({ model }) => checkPixels(own, pictures, model.config, views)))
  const classes = own.info.classes
  const n = Math.min(...looks.map((look) => look.n))
  /** Of networks in the members' order: what they answer together. */
  const together = async (networks: readonly Network[], weights: readonly number[]): Promise<Float64Array> => {
    const answers = new Float64Array(n * classes.length)
    for (const [k, network] of networks.entries()) {
      const rows = softmax(await predictor.logits(network, looks[k]!.pixels, n * VIEW_COUNT[views]), classes.length)
      for (const [i, p] of rows.entries()) {
        const picture = Math.floor(i / classes.length / VIEW_COUNT[views])
        answers[picture * classes.length + (i % classes.length)]! += (weights[k]! * p) / VIEW_COUNT[views]
      }
    }
    return answers
  }
  const expected = await together(
    members.map(({ model }) => model),
    members.map(({ weight }) => weight),
  )
  await checkExport({
    ...{ format: ENSEMBLE_FORMAT, precision: 'f32', expected, classes, noneOf: answeringOf(own)?.noneOf ?? null },
    read: () => readEnsembleOnnx(file),
    async run({ members: read }) {
      const networks = read.map((network, k) => ({ ...network, config: members[k]!.model.config }))
      const answers = await together(
        networks,
        read.map(({ weight }) => weight),
      )
      // Softmax of their logarithms are the probabilities.
      return answers.map(Math.log)
    },
  })
  return file
}

function exported({ model, weight }: PlanMember, own: TrainedModel): Ensemble['members'][number] {
  const made = exportModel(model)
  const answering = made.answering && model.record.id !== own.record.id ? { ...made.answering, noneOf: null } : made.answering
  return { model: { ...made, answering }, name: model.record.name, weight }
}

/** About how many bytes the file will have. @throws Problem `run-gone` */
export async function ensembleBytes(own: TrainedModel, plan: AnswerPlan | null): Promise<number> {
  const classes = own.info.classes.length
  const sizes = membersAsked(own, plan).map(async ({ runId }) => {
    const { config } = runId === own.record.id ? own : await presentRun({ id: runId })
    return 4 * numbersIn(specFor(config, classes))
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
