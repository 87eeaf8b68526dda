/** Whole runs on the wasm engine: one seed gives one curve, to the bit; and an epoch of 4n + 1 pictures leaves the last one out. */
import { expect, it } from 'vitest'
import { generated, network, noise } from '../engine/fixtures/narrow'
import { createTfjsEngine } from '../engine/tfjs/create'
import { batchesInEpoch, DEFAULT_CONFIG, type RunConfig, shownInEpoch } from '../protocol'
import { permutation } from '../random'
import type { BatchSource, LoadedBatch } from './fit/batches'
import { RunControl } from './fit/control'
import { fitModel } from './fit/fit'

/** Four batches of four; a fifth would be of one: at 32 px BatchNorm would see a single value a channel there, at which torch raises. */
const COUNT = 17
const SIZE = 32
const CLASSES = ['cat', 'dog', 'bird']
const CONFIG: RunConfig = { ...DEFAULT_CONFIG, strategy: 'full', epochs: 2, batchSize: 4, imageSize: SIZE, patience: 0 }

function noisePictures(seed: number): BatchSource {
  const bytes = SIZE * SIZE * 3
  const pixels = noise(5, COUNT, SIZE)
  const batch = (ids: number[]): LoadedBatch => {
    const chosen = new Uint8Array(ids.length * bytes)
    ids.forEach((id, i) => {
      chosen.set(pixels.subarray(id * bytes, (id + 1) * bytes), i * bytes)
    })
    return {
      n: ids.length,
      input: { kind: 'pixels', pixels: chosen },
      labels: Int32Array.from(ids, (id) => id % CLASSES.length),
      ids,
      failed: [],
    }
  }
  async function* batches(order: number[]) {
    for (let at = 0; at < order.length; at += CONFIG.batchSize) yield batch(order.slice(at, at + CONFIG.batchSize))
  }
  return {
    trainCount: COUNT,
    valCount: 6,
    batchesPerEpoch: batchesInEpoch(COUNT, CONFIG.batchSize),
    shown: () => shownInEpoch(COUNT, CONFIG.batchSize),
    pathOf: (id) => `${id}.jpg`,
    trainCounts: [6, 6, 5],
    train: (epoch) => () => batches(Array.from(permutation(COUNT, seed, epoch)).slice(0, shownInEpoch(COUNT, CONFIG.batchSize))),
    validation: () => () => batches([0, 1, 2, 3, 4, 5]),
  }
}

/** Losses of every step and validation, and the last parameters, with dropout drawn by the seed. */
async function run(seed: number): Promise<{ losses: number[]; params: number[] }> {
  const spec = network(0.5)
  const losses: number[] = []
  const { last, engine } = await fitModel({
    config: { ...CONFIG, seed },
    spec,
    classes: CLASSES,
    batches: noisePictures(seed),
    start: { params: generated(spec) },
    newEngine: () => createTfjsEngine({ backend: 'tfjs-wasm' }),
    control: new RunControl(),
    emit: (event) => {
      if (event.type === 'step') losses.push(event.loss)
      if (event.type === 'epoch') losses.push(event.record.val.loss)
    },
  })
  await engine.dispose()
  return { losses, params: [...last.params.values()].flatMap(({ data }) => Array.from(data)) }
}

it('gives the same curve and parameters twice for one seed, and others for another', { timeout: 60_000 }, async () => {
  const [first, again, other] = [await run(1), await run(1), await run(2)]
  expect(first.losses).toHaveLength(2 * (4 + 1))
  expect([...first.losses, ...first.params].every(Number.isFinite)).toBe(true)
  expect(again).toEqual(first)
  expect(other.losses).not.toEqual(first.losses)
})
