import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '../../protocol'
import type { KeptRuns } from '../runs/kept'
import { trainedModel } from '../testing/trainedModel'
import { Answers } from './answers'
import type { CurrentModel } from './current'

/** A frame of a webcam, whose memory is given back by nobody but who was handed it. */
class Frame {
  closed = 0
  readonly width = 8
  readonly height = 8
  close(): void {
    this.closed++
  }
}
/** Draws nothing, and says so where `broken`. */
let broken = false
class Canvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
  getContext() {
    return {
      drawImage() {
        if (broken) throw new DOMException('the frame cannot be drawn', 'InvalidStateError')
      },
      getImageData: (_x: number, _y: number, width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    }
  }
}
beforeEach(() => {
  broken = false
  vi.stubGlobal('ImageBitmap', Frame)
  vi.stubGlobal('OffscreenCanvas', Canvas)
})
afterEach(() => vi.unstubAllGlobals())

const MODEL = trainedModel({ train: ['a.jpg'], val: ['b.jpg'] })
const no = (code: 'no-model' | 'busy') => () => {
  throw new Problem(code, {})
}
const lost = async () => {
  throw new Error('the device was lost')
}

function answersOf(free: () => typeof MODEL, probabilities: () => Promise<Float32Array> = async () => Float32Array.of(0.75, 0.25)) {
  const current = {
    get free() {
      return free()
    },
    better: { plan: null },
    predictor: {
      look: async () => ({ probabilities: await probabilities(), similarities: null }),
      gradCam: async () => ({ height: 1, width: 1, maps: Float32Array.of(1) }),
    },
  }
  return new Answers(current as unknown as CurrentModel, {} as KeptRuns)
}

const outcomes: [string, Answers, boolean, unknown][] = [
  ['there is no model', answersOf(no('no-model')), false, { code: 'no-model' }],
  ['a run has the engine', answersOf(no('busy')), false, { code: 'busy' }],
  ['the frame cannot be drawn', answersOf(() => MODEL), true, { name: 'InvalidStateError' }],
  ['the engine fails', answersOf(() => MODEL, lost), false, { message: 'the device was lost' }],
]
test.each(outcomes)('a frame of the webcam is closed where %s', async (_, answers, isBroken, error) => {
  broken = isBroken
  for (const ask of ['predict', 'explain'] as const) {
    const frame = new Frame()
    await expect(answers[ask](frame as unknown as ImageBitmap)).rejects.toMatchObject(error as object)
    expect(frame.closed).toBe(1)
  }
})

test('a frame of the webcam is closed when it is answered', async () => {
  const frame = new Frame()
  expect((await answersOf(() => MODEL).predict(frame as unknown as ImageBitmap)).probabilities).toEqual([0.75, 0.25])
  expect(frame.closed).toBe(1)
})
