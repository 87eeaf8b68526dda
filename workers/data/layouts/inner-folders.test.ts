import { describe, expect, test } from 'vitest'
import { read } from './testing'

describe('inner-folders', () => {
  test('when asked for', () => {
    const paths = ['cat/persian/1.jpg', 'cat/siamese/1.jpg', 'dog/beagle/1.jpg']
    expect(read(paths)).toMatchObject({ layout: 'class-folders', classes: ['cat', 'dog'] })
    expect(read(paths, 'inner-folders')).toMatchObject({ layout: 'inner-folders', classes: ['beagle', 'persian', 'siamese'] })
  })
})
