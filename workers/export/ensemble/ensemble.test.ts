import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-web'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitPrototypes } from '../../metrics/prototypes'
import { resnet } from '../../model/resnet'
import { withTemperature } from '../../model/temperature'
import { exportModel, formulaInput, formulaParams } from '../fixtures/formula'
import { largestDifference, onnxOutputs } from '../fixtures/ort'
import { toOnnx } from '../onnx'
import { type Ensemble, type EnsembleMember, inputsOf } from './ensemble'
import { toEnsembleOnnx } from './onnx'
import { readEnsembleOnnx } from './readback'

/** A narrow ResNet18 of 32 px, a bottlenecked ResNet50 of 64 px with a temperature in its head, and a ResNet34 that sees what the first does. */
function members(): EnsembleMember[] {
  const of = (name: string, depth: 18 | 34 | 50, size: number, weight: number, temperature = 1): EnsembleMember => {
    const spec = resnet(depth, { classes: 3, width: 4 })
    const model = exportModel(spec, withTemperature(spec, formulaParams(spec), temperature), size)
    return {
      name,
      weight,
      model: { ...model, answering: temperature === 1 ? undefined : { temperature, isFolded: true, loss: 0.3, noneOf: null } },
    }
  }
  return [of('pets 1', 18, 32, 0.5), of('pets 2', 50, 64, 0.3, 1.5), of('pets 3', 34, 32, 0.2)]
}

const N = 3
/** A planes' batch, each row from right to left. */
const mirrored = (planes: Float32Array<ArrayBuffer>, size: number) =>
  planes.map((_, i) => planes[i - (i % size) + (size - 1 - (i % size))]!)

/** What the members answer alone, put together by hand. */
async function together({ members: all, isMirrored }: Ensemble): Promise<number[]> {
  const sum = new Array<number>(N * 3).fill(0)
  for (const { model, weight } of all) {
    const plain = formulaInput(N, model.imageSize)
    const views = isMirrored ? [plain, mirrored(plain, model.imageSize)] : [plain]
    for (const view of views) {
      const { probabilities } = await onnxOutputs(toOnnx(model), view, N, model.imageSize)
      probabilities!.forEach((p, i) => {
        sum[i]! += (weight * p) / views.length
      })
    }
  }
  return sum
}

async function run(file: Uint8Array, sizes: Readonly<Record<string, number>>): Promise<Record<string, Float32Array>> {
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] })
  expect([...session.inputNames].toSorted()).toEqual(Object.keys(sizes).toSorted())
  const feeds = Object.entries(sizes).map(([name, size]) => [name, new ort.Tensor('float32', formulaInput(N, size), [N, 3, size, size])])
  const outputs = await session.run(Object.fromEntries(feeds) as Record<string, ort.Tensor>)
  await session.release()
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]))
}

describe('an ensemble as one ONNX file, run by onnxruntime', () => {
  let all: EnsembleMember[]
  beforeAll(() => {
    all = members()
  })

  it.each([false, true])('answers as its members do one by one, with mirror images: %s', { timeout: 60_000 }, async (isMirrored) => {
    const ensemble = { members: all, isMirrored }
    const { probabilities } = await run(toEnsembleOnnx(ensemble), { input_32: 32, input_64: 64 })
    expect(largestDifference(probabilities!, await together(ensemble))).toBeLessThan(1e-5)
  })

  it('has one input where all members see the same, and tells "none of these" by the plain look', async () => {
    const width = all[0]!.model.spec.featureWidth
    const prototypes = fitPrototypes({
      values: Float32Array.from({ length: 3 * width }, (_, i) => Math.abs(Math.sin(i))),
      ...{ width, labels: [0, 1, 2], classes: 3, perClass: 1, seed: 1 },
    })
    const telling = {
      ...all[0]!.model,
      answering: { temperature: 1, isFolded: true, loss: null, noneOf: { prototypes, threshold: 0.5, pass: 0.95 } },
    }
    const file = toEnsembleOnnx({ members: [{ ...all[0]!, model: telling }, all[2]!], isMirrored: true })
    const { similarity } = await run(file, { input: 32 })
    const alone = await onnxOutputs(toOnnx(telling), formulaInput(N, 32), N, 32)
    expect(largestDifference(similarity!, alone.similarity!)).toBeLessThan(1e-5)
    const back = readEnsembleOnnx(file)
    expect(back.noneOf).toMatchObject({ threshold: 0.5 })
    expect(JSON.parse(back.metadata.preprocessing!)).toMatchObject({ center_crop: 32 })
  })

  it('says who answers with which share, and what each input wants', () => {
    const file = toEnsembleOnnx({ members: all, isMirrored: false })
    const { metadata } = readEnsembleOnnx(file)
    expect(JSON.parse(metadata.inputs!)).toMatchObject({ input_32: { resize_shorter_side: 37 }, input_64: { resize_shorter_side: 73 } })
    expect(JSON.parse(metadata.members!)).toMatchObject([
      { run: 'pets 1', arch: 'resnet18', weight: 0.5, input: 'input_32' },
      { run: 'pets 2', arch: 'resnet50', weight: 0.3, input: 'input_64', temperature: 1.5 },
      { run: 'pets 3', arch: 'resnet34', input: 'input_32', base_weights_licence: 'MIT' },
    ])
    expect(JSON.parse(metadata.labels!)).toEqual(all[0]!.model.classes)
    const card = onnxProto.onnx.ModelProto.decode(file).docString
    expect(card).toContain('| pets 2 | resnet50 | 64 px | `input_64` | 30.0% |')
    expect(card).not.toMatch(/\{\{|undefined/)
  })

  it('is read back with the weights that went in, and refused where it joins them otherwise', () => {
    const file = toEnsembleOnnx({ members: all, isMirrored: true })
    const back = readEnsembleOnnx(file)
    expect(back.members.map(({ weight }) => weight)).toEqual([0.5, 0.3, 0.2].map(Math.fround))
    expect(back.members.map(({ imageSize }) => imageSize)).toEqual([32, 64, 32])
    const changed = (change: (proto: onnxProto.onnx.ModelProto) => void) => {
      const proto = onnxProto.onnx.ModelProto.decode(file)
      change(proto)
      return () => readEnsembleOnnx(Uint8Array.from(onnxProto.onnx.ModelProto.encode(proto).finish()))
    }
    const node = (name: string, change: Partial<Record<'opType' | 'input', unknown>>) =>
      changed((proto) => Object.assign(proto.graph!.node!.find((one) => one.name === name)!, change))
    expect(node('answer2', { input: ['member1/probabilities', 'share2'] })).toThrow('in another way')
    expect(node('answers', { opType: 'Max' })).toThrow('in another way')
    expect(node('input_64/mirrored', { input: ['input_64', 'input_64/start', 'input_64/end', 'input_64/step', 'input_64/step'] })).toThrow(
      'in another way',
    )
    expect(node('member2/probabilities', { opType: 'Sigmoid' })).toThrow('no probabilities')
  })

  it('keeps apart what is of one size and wanted otherwise', () => {
    const [first, , third] = all as [EnsembleMember, EnsembleMember, EnsembleMember]
    const black = { ...third, model: { ...third.model, transparency: 'black' as const } }
    const { inputs, reads } = inputsOf([first, black, third])
    expect(inputs.map(({ name }) => name)).toEqual(['input_32', 'input_32_2'])
    expect(reads).toEqual([0, 1, 0])
  })
})
