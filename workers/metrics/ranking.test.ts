import { describe, expect, it } from 'vitest'
import { rankPictures } from './ranking'

describe('rankings of pictures', () => {
  const labels = [0, 0, 1, 1, 0]
  const probabilities = [0.9, 0.1, 0.2, 0.8, 0.45, 0.55, 0.7, 0.3, 0.99, 0.01]

  it('most wrong: mistakes only, the surest first, of equals the higher loss', () => {
    expect(rankPictures('wrong', labels, probabilities, 2, 9)).toEqual([1, 3])
    // Less sure of a mistake whose own class had next to nothing: its loss is higher.
    expect(rankPictures('wrong', [0, 0, 0], [0.01, 0.5, 0.49, 0.2, 0.7, 0.1, 0.1, 0.7, 0.2], 3, 9)).toEqual([2, 1, 0])
  })
  it('most unsure: smallest lead first', () => {
    expect(rankPictures('unsure', labels, probabilities, 2, 2)).toEqual([2, 3])
  })
  it('most confidently right', () => {
    expect(rankPictures('right', labels, probabilities, 2, 9)).toEqual([4, 0, 2])
  })
})
