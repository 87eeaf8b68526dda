import { describe, expect, it } from 'vitest'
import { rankPictures } from './ranking'

describe('rankings of pictures', () => {
  const labels = [0, 0, 1, 1, 0]
  const probabilities = [0.9, 0.1, 0.2, 0.8, 0.45, 0.55, 0.7, 0.3, 0.99, 0.01]

  it('most wrong: mistakes only, highest loss first', () => {
    expect(rankPictures('wrong', labels, probabilities, 2, 9)).toEqual([1, 3])
  })
  it('most unsure: smallest lead first', () => {
    expect(rankPictures('unsure', labels, probabilities, 2, 2)).toEqual([2, 3])
  })
  it('most confidently right', () => {
    expect(rankPictures('right', labels, probabilities, 2, 9)).toEqual([4, 0, 2])
  })
})
