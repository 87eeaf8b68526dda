import { describe, expect, test } from 'vitest'
import { read } from './testing'

describe('split-folders', () => {
  test('cats_and_dogs_filtered', () => {
    const found = read([
      'cats_and_dogs_filtered/train/cats/cat.0.jpg',
      'cats_and_dogs_filtered/train/dogs/dog.0.jpg',
      'cats_and_dogs_filtered/validation/cats/cat.9.jpg',
      'cats_and_dogs_filtered/validation/dogs/dog.9.jpg',
    ])
    expect(found).toMatchObject({ layout: 'split-folders', classes: ['cats', 'dogs'] })
    expect(found?.pictures).toEqual(['cats train', 'dogs train', 'cats val', 'dogs val'])
  })
  test('tongpython: every split folder twice', () => {
    const found = read([
      'training_set/training_set/cats/cat.1.jpg',
      'training_set/training_set/dogs/dog.1.jpg',
      'test_set/test_set/cats/cat.4001.jpg',
      'test_set/test_set/dogs/dog.4001.jpg',
    ])
    expect(found).toMatchObject({ layout: 'split-folders', classes: ['cats', 'dogs'] })
    expect(found?.pictures).toEqual(['cats train', 'dogs train', 'cats test', 'dogs test'])
  })
  test('the article’s: class folders in train, loose test pictures', () => {
    const found = read(['data/train/cat/cat.0.jpg', 'data/train/dog/dog.0.jpg', 'data/test/1.jpg', 'data/test/2.jpg'])
    expect(found).toMatchObject({ layout: 'split-folders', classes: ['cat', 'dog'] })
    expect(found?.pictures).toEqual(['cat train', 'dog train', '- test', '- test'])
  })
  test.each(['val', 'validation', 'valid', 'Val'])('%s', (val) => {
    expect(read([`d/train/a/1.jpg`, `d/train/b/1.jpg`, `d/${val}/a/2.jpg`, `d/${val}/b/2.jpg`])?.pictures).toEqual([
      'a train',
      'b train',
      'a val',
      'b val',
    ])
  })
  test('splits inside the class folders, and a test folder beside them', () => {
    expect(read(['x/a/train/1.jpg', 'x/a/val/2.jpg', 'x/b/train/1.jpg', 'x/b/val/2.jpg'])?.pictures).toEqual([
      'a train',
      'a val',
      'b train',
      'b val',
    ])
    expect(read(['cats/1.jpg', 'dogs/1.jpg', 'test/1.jpg'])?.pictures).toEqual(['cats -', 'dogs -', '- test'])
  })
  test('splits of pictures that nothing tells apart are no classes', () => {
    const names = [1, 2, 3].map((n) => `${n}.jpg`)
    expect(read(['train', 'valid', 'test'].flatMap((split) => names.map((name) => `${split}/images/${name}`)))).toBeNull()
    expect(read(['train', 'test'].flatMap((split) => names.map((name) => `${split}/${name}`)))).toBeNull()
    expect(read(['train', 'val'].flatMap((split) => names.map((name) => `${split}/cat/${name}`)))).toBeNull()
  })
  test('a folder in test that is no class holds pictures without one', () => {
    expect(read(['train/a/1.jpg', 'train/b/1.jpg', 'test/images/1.jpg'])?.pictures[2]).toBe('- test')
  })
})
