import { describe, expect, it } from 'vitest'
import { readEnsembleOnnx } from '../../export/ensemble/readback'
import { formulaParams } from '../../export/fixtures/formula'
import { resnet } from '../../model/resnet'
import type { AnswerPlan } from '../../protocol'
import type { Network, TrainedModel } from '../model/model'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { ensembleFile, type PlanMember } from './ensemble'

const numbered = (kind: string, from: number, count: number) => Array.from({ length: count }, (_, i) => `pets/${kind}/${from + i}.jpg`)
const own = trainedModel({ train: numbered('a', 0, 8), val: numbered('b', 8, 40) })

/** Another run of the same pictures: a ResNet34 of another size. */
function other(): TrainedModel {
  const spec = resnet(34, { classes: 2, width: 2 })
  const config = { ...own.config, imageSize: 12, depth: '34' as const }
  const record = { ...own.record, id: 'run-2', name: 'pets 2', config }
  return { ...own, spec, params: formulaParams(spec), config, record, info: { ...own.info, runId: 'run-2', imageSize: 12 } }
}
const members: PlanMember[] = [
  { model: own, weight: 0.75 },
  { model: other(), weight: 0.25 },
]
const plan = (views: AnswerPlan['views']): AnswerPlan => ({
  views,
  members: members.map(({ model, weight }) => ({ runId: model.record.id, weight })),
})

/** A desk that keeps how many bytes each network was shown, and answers by the last layer's bias. */
function watching(answer: (network: Network) => ArrayLike<number> = ({ params }) => params.get('fc.3.bias')!.data) {
  const shown: number[] = []
  const at = desk(openPictures(own), {
    async logits(network, pixels, n) {
      shown.push(pixels.length / n / 3)
      const row = answer(network)
      return Float32Array.from({ length: n * 2 }, (_, i) => row[i % 2]!)
    },
  })
  return { shown, at }
}

describe('the file of an ensemble', () => {
  it.each(['single', 'flip', 'crops-flip'] as const)(
    'is offered where it answers as the members do, each shown its own size: %s',
    async (views) => {
      const { shown, at } = watching()
      const file = readEnsembleOnnx(await ensembleFile(own, members, plan(views), at))
      expect(shown).toEqual([64, 144, 64, 144])
      expect(file.isMirrored).toBe(views !== 'single')
      expect(file.members.map(({ weight }) => weight)).toEqual([0.75, 0.25])
    },
  )

  it('is refused where one of its networks answers otherwise', async () => {
    // What is read back of a file are copies: the studio's own network is known by its parameters.
    const own34 = members[1]!.model.params
    const { at } = watching(({ params, spec }) => (spec.arch === 'resnet34' && params !== own34 ? [0, 3] : params.get('fc.3.bias')!.data))
    await expect(ensembleFile(own, members, plan('single'), at)).rejects.toMatchObject({
      code: 'export-check-failed',
      values: { format: 'onnx-ensemble' },
    })
  })
})
