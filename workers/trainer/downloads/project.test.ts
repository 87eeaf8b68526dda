import { describe, expect, it } from 'vitest'
import { unzipFiles } from '../../export/zip'
import { readSafetensors } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { CLOCK_START } from '../fit/clock'
import type { Snapshot } from '../fit/fit'
import { desk, openPictures, trainedModel } from '../testing/trainedModel'
import { continuationOf } from './continuation'
import { makeDownload } from './downloads'
import { picturesToTake } from './project'

const model = trainedModel({ train: ['drawn/cat/1.jpg', 'drawn/dog/1.jpg'], val: ['drawn/cat/2.jpg', 'drawn/dog/2.jpg'] })
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const filled = (value: number): ParamMap =>
  new Map([...model.params].map(([name, { shape, data }]) => [name, { shape, data: data.map(() => value) }]))
const prefixed = (prefix: string, params: ParamMap): ParamMap => new Map([...params].map(([name, param]) => [`${prefix}${name}`, param]))

function snapshot(batch: number, ema: boolean): Snapshot {
  const averages = ema ? prefixed('ema.', filled(0.5)) : new Map<string, never>()
  return {
    clock: { ...CLOCK_START, epoch: 4, batch, update: 33, history: model.summary.epochs },
    params: filled(0.25),
    optimizer: new Map([...prefixed('exp_avg.', filled(0.125)), ...averages]),
    best: model.params,
  }
}

describe('where a run goes on', () => {
  const weightOf = (params: ParamMap) => params.get('conv1.weight')!.data[0]

  it('at the end of its last epoch, with the loss recorded there', () => {
    const { params, optimizerState, start } = continuationOf({ ...model, last: snapshot(0, false) })
    expect(weightOf(params)).toBe(0.25)
    expect(optimizerState?.has('exp_avg.conv1.weight')).toBe(true)
    expect(start).toEqual({
      epoch: 3,
      valLoss: 0.35,
      valAccuracy: 13 / 16,
      updates: 33,
      bestValLoss: 0.3,
      plateauFactor: 1,
      plateauBest: Number.POSITIVE_INFINITY,
      plateauBad: 0,
    })
  })

  it('with the averaged weights where they are kept, since the loss is theirs', () => {
    expect(weightOf(continuationOf({ ...model, last: snapshot(0, true) }).params)).toBe(0.5)
  })

  it.each([
    { name: 'only weights from within an epoch', last: snapshot(2, false) },
    { name: 'no end', last: null },
  ])('at its best epoch where $name is kept, with that epoch’s loss and a new optimizer', ({ last }) => {
    const { params, optimizerState, start } = continuationOf({ ...model, last })
    expect(params).toBe(model.params)
    expect(optimizerState).toBeNull()
    expect(start).toMatchObject({ epoch: 2, valLoss: 0.3, valAccuracy: 0.875, updates: 2 })
  })
})

describe('the pictures of a project', () => {
  it('go with it where the studio drew them, so that it runs as it is', async () => {
    const { blob: zip } = await makeDownload({ ...model, last: snapshot(0, true) }, desk(openPictures(model, 'drawn')), 'pytorch', 'en')
    const names = ['pictures/cat/1.jpg', 'split.csv', 'README.md', 'model.safetensors'].map((name) => `trainyard-project/${name}`)
    const files = await unzipFiles(zip, names)
    expect(text(files[names[0]!])).toBe('bytes of drawn/cat/1.jpg')
    expect(text(files[names[1]!]).split('\n').slice(0, 2)).toEqual(['path,label,split', 'cat/1.jpg,cat,train'])
    expect(text(files[names[2]!])).toContain('python train.py --epochs 5')
    const { metadata } = readSafetensors(files[names[3]!]!)
    expect(JSON.parse(metadata.metrics!)).toEqual({ val_loss: 0.35, val_accuracy: 13 / 16, epoch: 3 })
  })

  it('go with it where the camera took them', async () => {
    const captured = trainedModel({ train: ['captures/cat/00001.hold-1.jpg'], val: ['captures/dog/00001.hold-1.jpg'] })
    expect([...(await picturesToTake(captured, desk(openPictures(captured)).pictures))!.keys()]).toEqual(
      Object.values(captured.record.split).flat(),
    )
  })

  it('stay where they are otherwise', async () => {
    expect(await picturesToTake(model, desk(openPictures(model)).pictures)).toBeNull()
    expect(await picturesToTake(model, desk(null).pictures)).toBeNull()
    const large = { ...desk(openPictures(model, 'drawn')).pictures, file: async () => ({ size: 200e6 }) as Blob }
    expect(await picturesToTake(model, large)).toBeNull()
  })
})
