import { expect, test } from 'vitest'
import { Predictor } from '../model/model'
import { ToyEngine } from '../testing/toyEngine'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { checked } from './downloadCheck'

const paths = (kind: string, count: number) => Array.from({ length: count }, (_, i) => `${kind}/${i}.jpg`)
const model = trainedModel({ train: paths('train', 8), val: paths('val', 16) })
const file = { ...model, imageSize: model.info.imageSize, classes: model.info.classes, roundings: new Map() }

/** Of sixteen pictures in batches of four; the person leaves while the second is answered. */
test.each(['f32', 'int8'] as const)('once it is aborted no further batch is asked of a file in %s', async (precision) => {
  const over = new AbortController()
  let batches = 0
  const answer = async (n: number) => {
    if (++batches === 2) over.abort(new Error('the person left'))
    return new Float32Array(2 * n)
  }
  class Asked extends ToyEngine {
    override load = async () => {}
    override evaluate = ({ n }: { n: number }) => answer(n)
    through = ({ n }: { n: number }) => answer(n)
  }
  const info = { device: 'toy', software: true, why: 'chosen', threads: 0, backend: 'tfjs-wasm' } as const
  const predictor = new Predictor(
    async () => info,
    async () => new Asked(),
  )
  const { probabilities } = desk(null).predictor
  const at = desk(openPictures(model), {
    probabilities,
    logits: predictor.logits.bind(predictor),
    between: predictor.between.bind(predictor),
  })
  const { signal } = over
  await expect(checked(model, at, 'onnx', precision, () => file, undefined, signal)).rejects.toThrow('the person left')
  expect(batches).toBe(2)
  // Nor is anything of one that was over before.
  await expect(checked(model, at, 'onnx', precision, () => file, undefined, signal)).rejects.toThrow('the person left')
  expect(batches).toBe(2)
})
