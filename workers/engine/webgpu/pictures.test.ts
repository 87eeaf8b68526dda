/** The input kernels against torchvision's pixels, and against the decode workers' code. (Inside the engine: engine.test.ts.) */

import { beforeAll, describe, expect, it } from 'vitest'
import { type Augmentation, apply, draw } from '../../data/pixels/augment'
import { fixtureBytes as bytes, transformFixture as fixture, type TransformFixture } from '../../data/pixels/fixtures/transforms'
import { evaluationView } from '../../data/pixels/resample'
import type { Draw, Raster, ViewedPicture } from '../../model/picture'
import { MEAN, STD } from '../../model/preprocessing'
import { uniform } from '../../random'
import { MAP_MODE_READ, type OpenedDevice, openDevice, USAGE } from './device'
import { STEP_BYTES } from './kernel'
import { PictureInput } from './pictures'
import { ALL_SHAPES, WITHIN } from './testing/all-shapes'
import { nodeGpu } from './testing/node-gpu'
import { stepOf } from './testing/run-kernel'
import { packViews } from './views'

const inputs: Raster[] = fixture.inputs.map(({ width, height, rgb }) => ({ width, height, channels: 3, data: bytes(rgb) }))

let opened: OpenedDevice
beforeAll(async () => {
  opened = await openDevice(nodeGpu())
})

/** The batch that the kernels make, turned back into bytes: fractions show where normalising is wrong. */
async function pixelsOf(pictures: readonly ViewedPicture[], size: number): Promise<Float32Array> {
  const { device } = opened
  const n = pictures.length
  device.pushErrorScope('validation')
  const step = device.createBuffer({ size: STEP_BYTES, usage: USAGE.UNIFORM | USAGE.COPY_DST })
  device.queue.writeBuffer(step, 0, stepOf({ n }))
  const floats = n * size * size * 4
  const x = device.createBuffer({ size: floats * 4, usage: USAGE.STORAGE | USAGE.COPY_SRC })
  const staging = device.createBuffer({ size: floats * 4, usage: USAGE.MAP_READ | USAGE.COPY_DST })
  const input = new PictureInput(device, step, x, n, size)
  // Twice: what the first batch leaves behind must not show in the second.
  for (const batch of [[...pictures].reverse(), pictures]) {
    input.upload(batch)
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    input.encode(pass, n)
    pass.end()
    encoder.copyBufferToBuffer(x, 0, staging, 0, floats * 4)
    device.queue.submit([encoder.finish()])
  }
  const error = await device.popErrorScope()
  if (error) throw new Error(error.message)
  await staging.mapAsync(MAP_MODE_READ)
  const values = new Float32Array(staging.getMappedRange().slice(0))
  for (const buffer of [step, x, staging]) buffer.destroy()
  input.destroy()
  expect(values.filter((_, i) => i % 4 === 3).every((v) => v === 0)).toBe(true)
  return values.filter((_, i) => i % 4 < 3).map((v, i) => (v * STD[i % 3]! + MEAN[i % 3]!) * 255)
}

const worst = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  expect(actual.length).toBe(expected.length)
  let most = 0
  for (let i = 0; i < actual.length; i++) most = Math.max(most, Math.abs(actual[i]! - expected[i]!))
  return most
}

/** The whole picture as it is. */
const plain = ({ width, height }: Raster): Draw => ({ crop: { x: 0, y: 0, width, height }, flip: false, angle: 0, colour: [], erase: null })

function viewOf(c: TransformFixture['cases'][number], source: Raster): ViewedPicture['view'] {
  switch (c.op) {
    case 'crop': {
      const [x, y, width, height] = c.crop
      return { ...plain(source), crop: { x, y, width, height } }
    }
    case 'evaluate':
      return 'evaluation'
    case 'flip':
      return { ...plain(source), flip: true }
    case 'rotate':
      return { ...plain(source), angle: c.angle }
    case 'erase': {
      const [x, y, width, height] = c.crop
      return { ...plain(source), erase: { x, y, width, height } }
    }
    default:
      return { ...plain(source), colour: [{ step: c.op, factor: c.factor }] }
  }
}

describe('pictures become the batch', () => {
  it("with torchvision's pixels: RandomResizedCrop, Resize and CenterCrop, flip, rotation, colour", { timeout: WITHIN }, async () => {
    const sizes = new Map<number, TransformFixture['cases']>()
    for (const c of fixture.cases) {
      const size = Math.sqrt(bytes(c.rgb).length / 3)
      sizes.set(size, [...(sizes.get(size) ?? []), c])
    }
    let checked = 0
    for (const [size, cases] of sizes) {
      const got = await pixelsOf(
        cases.map((c) => ({ source: inputs[c.input]!, view: viewOf(c, inputs[c.input]!) })),
        size,
      )
      const each = size * size * 3
      cases.forEach((c, i) => {
        // Whole bytes of equal value: normalised and back costs less than a hundredth of one.
        // What is erased is ImageNet's mean, which is no whole byte.
        const most = c.op === 'erase' ? 0.51 : 0.01
        expect(worst(got.subarray(i * each, (i + 1) * each), bytes(c.rgb)), JSON.stringify({ ...c, rgb: '' })).toBeLessThan(most)
        checked++
      })
    }
    expect(checked).toBe(fixture.cases.length)
  })

  it('as the decode workers make them, everything at once, from three or four channels', { timeout: WITHIN }, async () => {
    const size = 24
    const augmentation: Augmentation = { cropScaleMin: 0.2, cropRatio: 4 / 3, flip: 0.5, rotation: 30, jitter: 0.4, erasing: 0.5 }
    const pictures: ViewedPicture[] = []
    const expected: Uint8Array[] = []
    for (let index = 0; index < (ALL_SHAPES ? 60 : 20); index++) {
      const channels = index % 2 ? 4 : 3
      const [width, height] = [17 + ((index * 13) % 60), 19 + ((index * 29) % 50)]
      const data = Uint8Array.from({ length: width * height * channels }, (_, i) => 256 * uniform(index, i >> 6, 3))
      const source: Raster = { data, width, height, channels, bgr: index % 3 === 0 }
      const view = index % 7 === 6 ? 'evaluation' : draw(augmentation, { seed: 5, epoch: 1, index }, width, height, size)
      pictures.push({ source, view })
      expected.push(view === 'evaluation' ? evaluationView(source, size) : apply(source, view, size))
    }
    const got = await pixelsOf(pictures, size)
    const each = size * size * 3
    // Colour multiplies in f32, which a GPU may fuse: a byte's truncation may then fall the other way.
    pictures.forEach((_, i) => {
      expect(worst(got.subarray(i * each, (i + 1) * each), expected[i]!), `picture ${i}`).toBeLessThan(2.01)
    })
    const equal = expected.filter((pixels, i) => worst(got.subarray(i * each, (i + 1) * each), pixels) < 0.01)
    expect(equal.length).toBeGreaterThan(pictures.length / 2)
  })

  it('refuses a crop outside the picture and missing bytes', () => {
    const source = inputs[0]!
    const crop = { x: 60, y: 0, width: 2, height: 2 }
    expect(() => packViews([{ source, view: { ...plain(source), crop } }], 8)).toThrow(RangeError)
    expect(() => packViews([{ source: { ...source, height: 48 }, view: 'evaluation' }], 8)).toThrow('A picture of 61 x 48 has')
  })
})
