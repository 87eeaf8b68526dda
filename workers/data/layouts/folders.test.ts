import { describe, expect, test } from 'vitest'
import { read } from './testing'

describe('class-folders', () => {
  test('under any wrapper, with folders inside and loose pictures beside', () => {
    const found = read(['pets/cat/a.jpg', 'pets/cat/more/b.jpg', 'pets/dog/a.jpg', 'pets/cover.jpg'])
    expect(found).toMatchObject({ layout: 'class-folders', classes: ['cat', 'dog'], alternatives: ['inner-folders'] })
    expect(found?.pictures).toEqual(['cat -', 'cat -', 'dog -', '- test'])
  })
  test('several folders dropped at once, non-Latin and emoji names', () => {
    expect(read(['猫/1.jpg', '🐶/1.jpg', 'рыба/1.jpg'])).toMatchObject({ layout: 'class-folders', classes: ['рыба', '猫', '🐶'] })
  })
  test('a class that is called train', () => {
    expect(read(['vehicles/train/1.jpg', 'vehicles/plane/1.jpg', 'vehicles/car/1.jpg'])).toMatchObject({
      layout: 'class-folders',
      classes: ['car', 'plane', 'train'],
    })
  })
})

describe('inner-folders', () => {
  test('when asked for', () => {
    const paths = ['cat/persian/1.jpg', 'cat/siamese/1.jpg', 'dog/beagle/1.jpg']
    expect(read(paths)).toMatchObject({ layout: 'class-folders', classes: ['cat', 'dog'] })
    expect(read(paths, 'inner-folders')).toMatchObject({ layout: 'inner-folders', classes: ['beagle', 'persian', 'siamese'] })
  })
})
