import { describe, expect, it } from 'vitest'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { makeDownload } from './downloads'
import { checkPixels, References, spreadOverClasses } from './references'

const numbered = (kind: string, from: number, count: number) => Array.from({ length: count }, (_, i) => `pets/${kind}/${from + i}.jpg`)
const model = trainedModel({ train: numbered('a', 0, 8), val: numbered('b', 8, 40) })

describe('pictures that files are checked with', () => {
  it('are of all classes, though a list by path begins with one', () => {
    const labels = [...Array(30).fill(0), ...Array(3).fill(1), ...Array(30).fill(2)] as number[]
    const chosen = spreadOverClasses(labels, 16)
    expect(chosen).toHaveLength(16)
    expect([0, 1, 2].map((label) => chosen.filter((i) => labels[i] === label).length)).toEqual([7, 3, 6])
    expect(spreadOverClasses([0, 1], 16)).toEqual([0, 1])
  })

  it('are validation pictures of a run of an earlier visit too, where its pictures are open', async () => {
    expect(model.validation).toBeNull()
    const { pixels, n, real } = await checkPixels(model, desk(openPictures(model)).pictures)
    expect({ n, real }).toEqual({ n: 16, real: true })
    // The stand-in's pixels are the picture's id: the run's first eight pictures are those it trained on.
    expect(pixels.every((id) => id >= 8)).toBe(true)
  })

  it('are noise where they are not', async () => {
    const other = { ...openPictures(model), fingerprint: 'another' }
    for (const open of [null, other]) expect(await checkPixels(model, desk(open).pictures)).toMatchObject({ n: 16, real: false })
  })
})

describe('what files are compared with', () => {
  /** A desk that counts what is asked of it; `asked` counts pictures decoded and questions put to the studio's own weights. */
  const counting = (open: Parameters<typeof desk>[0] = openPictures(model)) => {
    const asked = { pictures: 0, studio: 0, file: [] as number[] }
    const plain = desk(open)
    return {
      asked,
      at: {
        ...plain,
        predictor: {
          ...plain.predictor,
          probabilities: (...given: Parameters<typeof plain.predictor.probabilities>) => {
            asked.studio++
            return plain.predictor.probabilities(...given)
          },
          logits: (...given: Parameters<typeof plain.predictor.logits>) => {
            asked.file.push(given[2])
            return plain.predictor.logits(...given)
          },
        },
        pictures: {
          ...plain.pictures,
          isOpen: plain.pictures.isOpen,
          get dataset() {
            return plain.pictures.dataset
          },
          evaluationPixels: (...given: Parameters<typeof plain.pictures.evaluationPixels>) => {
            asked.pictures++
            return plain.pictures.evaluationPixels(...given)
          },
        },
      },
    }
  }

  it('is made once for all formats of a model, each of which answers on all of the pictures', async () => {
    const { asked, at } = counting()
    for (const format of ['onnx', 'safetensors', 'tfjs'] as const) await makeDownload(model, at, format, 'en')
    expect(asked).toEqual({ pictures: 16, studio: 1, file: [16, 16, 16] })
  })

  it('is made once for two that ask at once', async () => {
    const { asked, at } = counting()
    await Promise.all([makeDownload(model, at, 'onnx', 'en'), makeDownload(model, at, 'safetensors', 'en')])
    expect(asked).toMatchObject({ pictures: 16, studio: 1 })
  })

  it('is made anew for other weights', async () => {
    const { asked, at } = counting()
    for (const one of [model, { ...model, params: new Map(model.params) }]) await makeDownload(one, at, 'onnx', 'en')
    expect(asked.studio).toBe(2)
  })

  it('is noise only until the pictures are open', async () => {
    const references = new References()
    const reals: boolean[] = []
    for (const open of [null, null, openPictures(model), null]) reals.push((await references.of(model, desk(open))).real)
    expect(reals).toEqual([false, false, true, true])
  })

  it('is tried anew after it failed', async () => {
    const references = new References()
    const failing = desk(openPictures(model), { probabilities: () => Promise.reject(new Error('no memory')) })
    await expect(references.of(model, failing)).rejects.toThrow('no memory')
    expect((await references.of(model, desk(openPictures(model)))).n).toBe(16)
  })
})
