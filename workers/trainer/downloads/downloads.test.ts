import { describe, expect, it } from 'vitest'
import type { Batch } from '../../engine/engine'
import { EXPORT_FORMATS, type ExportFormat } from '../../protocol'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { downloadSizes, makeDownload } from './downloads'

const numbered = (kind: string, from: number, count: number) => Array.from({ length: count }, (_, i) => `pets/${kind}/${from + i}.jpg`)
const model = trainedModel({ train: numbered('a', 0, 8), val: numbered('b', 8, 40) })
const MODELS: readonly ExportFormat[] = ['safetensors', 'onnx', 'onnx-int8', 'tfjs', 'teachable-machine', 'hub', 'pytorch', 'one-page']

describe('downloads', () => {
  it.each(MODELS)('%s is offered where the file answers as the studio does', async (format) => {
    expect((await makeDownload(model, desk(openPictures(model)), format, 'en')).blob.size).toBeGreaterThan(10_000)
  })

  it.each(MODELS)('%s is refused where the file answers otherwise', async (format) => {
    let asked = 0
    const { between } = desk(null).predictor
    const lying = desk(openPictures(model), {
      logits: async (_network, _pixels, n) => new Float32Array(n * 2),
      // The first time the file is made; then it is asked.
      between: (network, work) =>
        between(network, (engine) =>
          work(asked++ === 0 ? engine : Object.assign(engine, { through: async ({ n }: Batch) => new Float32Array(n * 2) })),
        ),
    })
    await expect(makeDownload(model, lying, format, 'en')).rejects.toMatchObject({ code: 'export-check-failed' })
  })
})

describe('what is told before a download', () => {
  it('sizes are about those of the files', async () => {
    const at = desk(openPictures(model))
    const sizes = await downloadSizes(model, at, 'en')
    expect(Object.keys(sizes).toSorted()).toEqual([...EXPORT_FORMATS].toSorted())
    for (const format of EXPORT_FORMATS) {
      // Pictures and curves of the report are those of real runs, and made-up weights of this width do not stand halving.
      if (format === 'report' || format === 'onnx-f16') continue
      const { blob } = await makeDownload(model, at, format, 'en')
      expect(Math.abs(sizes[format]! - blob.size), format).toBeLessThan(Math.max(60_000, 0.1 * blob.size))
      expect(sizes[format], format).toBeGreaterThan(100)
    }
    expect(2 * sizes['onnx-f16']!).toBe(sizes.onnx)
  })

  it('names hold the pictures and the run', async () => {
    const named = { ...model, record: { ...model.record, name: '224 px, rate 0.001' } }
    expect((await makeDownload(named, desk(openPictures(model)), 'metrics-csv', 'en')).name).toBe('pets_224-px-rate-0.001_metrics.csv')
  })
})

describe('half precision', () => {
  /** Answers as the file does when its weights are widened to f32; the picture plays no part, since the last layer reads nothing. */
  const blind = (gain: number) => {
    const params = new Map(model.params)
    const scaled = (name: string, by: number) => {
      const { shape, data } = params.get(name)!
      params.set(name, { shape, data: data.map((v) => v * by) })
    }
    for (const name of ['bn1.weight', 'bn1.bias']) scaled(name, gain)
    scaled('fc.3.weight', 0)
    return { ...model, params }
  }

  it('is offered where its arithmetic holds, and refused where an activation overflows', async () => {
    const at = desk(openPictures(model))
    expect((await makeDownload(blind(1), at, 'onnx-f16', 'en')).name).toBe('pets-1_model-f16.onnx')
    await expect(makeDownload(blind(50_000), at, 'onnx-f16', 'en')).rejects.toMatchObject({ code: 'export-check-failed' })
    expect((await makeDownload(blind(50_000), at, 'onnx', 'en')).name).toBe('pets-1_model.onnx')
  })
})

describe('whole numbers', () => {
  it('says what the file loses, and on which pictures', async () => {
    const { blob, loss } = await makeDownload(model, desk(openPictures(model)), 'onnx-int8', 'en')
    const sizes = await downloadSizes(model, desk(openPictures(model)), 'en')
    // Every answer is the same, and every other picture is a dog.
    expect(loss).toEqual({ pictures: 40, calibrating: 40, bytes: sizes.onnx, right: { f32: 20, int8: 20 }, differ: 0 })
    expect(blob.size).toBeLessThan(sizes.onnx!)
  })

  it('needs the pictures that it is judged by', async () => {
    const other = { ...openPictures(model), fingerprint: 'another' }
    await expect(makeDownload(model, desk(other), 'onnx-int8', 'en')).rejects.toMatchObject({ code: 'other-dataset' })
  })
})

describe('the report', () => {
  const { val } = model.record.split
  const validation = {
    scores: model.summary.best.val,
    ...{ confusion: model.summary.best.confusion, perClass: model.summary.best.perClass },
    logits: Float32Array.from(val.flatMap((_, i) => (i === 0 ? [0, 4] : [4, 0]))),
    labels: Int32Array.from(val, () => 0),
    ids: val.map((_, i) => 8 + i),
  }
  const report = async (...[one, at]: [typeof model, ReturnType<typeof desk>]) => (await makeDownload(one, at, 'report', 'en')).blob.text()
  const known = { ...model, validation, pathOf: () => 'pets/b/8.jpg' }

  it('shows the most wrong pictures and counts those to test with', async () => {
    const open = openPictures(model)
    const samples = [...open.samples, { ...open.samples[0]!, id: 48, path: 'pets/test/1.jpg', label: -1, split: 'test' as const }]
    const html = await report(known, desk({ ...open, samples }))
    expect(html.match(/<img/g)).toHaveLength(1)
    expect(html).toContain('<td>8, 40, 1</td>')
  })

  it('does not say that none was wrong where the run’s pictures are not open', async () => {
    for (const [one, missing] of [
      [known, 1],
      [model, 2],
    ] as const) {
      const html = await report(one, desk({ ...openPictures(model), fingerprint: 'another' }))
      expect(html).not.toContain('No validation picture was wrong.')
      expect(html.match(/<p>Not available/g)).toHaveLength(missing)
      expect(html).toContain('<td>8, 40</td>')
    }
  })
})
