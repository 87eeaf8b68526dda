import { describe, expect, it } from 'vitest'
import { VIEW_COUNT, type Views } from '../../protocol/answers'
import { DEFAULT_CONFIG } from '../../protocol/options'
import { specFor } from '../fit/plan'
import { type Looks, lookAtAll } from './looks'

const config = { ...DEFAULT_CONFIG, batchSize: 8, imageSize: 32 }
const network = { spec: specFor(config, 2), params: new Map(), config }

/** Answers [v, 1 - v] for a view whose only byte is v percent; keeps how many it was asked at once. */
function setUp(count: number, views: Views, parts: readonly Views[], unreadable: readonly number[] = []) {
  const asked: number[] = []
  const progress: number[] = []
  const looks: Looks = {
    predictor: {
      look: async (_, pixels, n) => {
        asked.push(n)
        expect(pixels).toHaveLength(n)
        const probabilities = Float64Array.from({ length: 2 * n }, (_value, i) =>
          i % 2 ? 1 - pixels[i >> 1]! / 100 : pixels[i >> 1]! / 100,
        )
        return { probabilities, similarities: Float64Array.from(pixels, (v) => v / 1000) }
      },
    },
    network,
    count,
    views,
    parts,
    check: () => {},
    onProgress: (done) => progress.push(done),
    pixelsOf: async (picture, how, kind) => {
      expect([how, kind]).toEqual([network.config, views])
      return unreadable.includes(picture) ? null : Uint8Array.from({ length: VIEW_COUNT[views] }, (_, view) => 10 * picture + view)
    },
  }
  return { looks, asked, progress }
}

describe('looking at many pictures', () => {
  it('averages the views of each picture by kind, passes over what cannot be decoded, and keeps to the batch', async () => {
    const parts: Views[] = ['single', 'flip', 'crops', 'crops-flip']
    const { looks, asked, progress } = setUp(4, 'crops-flip', parts, [2])
    const got = new Map<string, number>()
    await lookAtAll(looks, (picture, part, [p, rest]) => {
      got.set(`${picture} ${part}`, p!)
      expect(p! + rest!).toBeCloseTo(1, 12)
    })
    expect([...got.keys()]).toHaveLength(12)
    for (const picture of [0, 1, 3]) {
      // Views 0 to 4 are the five crops with the middle last, 5 to 9 their mirror images.
      const at = (part: Views) => 100 * got.get(`${picture} ${part}`)! - 10 * picture
      expect(at('single')).toBeCloseTo(4, 9)
      expect(at('flip')).toBeCloseTo((4 + 9) / 2, 9)
      expect(at('crops')).toBeCloseTo(2, 9)
      expect(at('crops-flip')).toBeCloseTo(4.5, 9)
    }
    expect(asked).toEqual([10, 10, 10])
    expect(progress).toEqual([1, 2, 3, 4])
  })

  it('asks about as many pictures at once as the batch holds views', async () => {
    const { looks, asked } = setUp(9, 'flip', ['flip'])
    await lookAtAll(looks, () => {})
    expect(asked).toEqual([8, 8, 2])
  })

  it('ends when it is told to', async () => {
    const { looks, asked } = setUp(9, 'flip', ['flip'])
    let left = 2
    const check = () => {
      if (--left === 0) throw new DOMException('enough', 'AbortError')
    }
    await expect(lookAtAll({ ...looks, check }, () => {})).rejects.toThrow('enough')
    expect(asked).toEqual([8])
  })
})
