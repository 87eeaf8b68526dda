import { describe, expect, test } from 'vitest'
import { readLayout } from '.'
import { classInName } from './kaggle-flat'

/** Reads paths and gives back, for each, "class split" as the layout has it ("-" for neither). */
function read(paths: string[], wanted?: Parameters<typeof readLayout>[1]) {
  const found = readLayout(
    paths.map((p) => ({ folders: p.split('/').slice(0, -1), name: p.split('/').at(-1)! })),
    wanted,
  )
  if (!found) return null
  const { reading, alternatives } = found
  return {
    layout: reading.layout,
    alternatives,
    classes: reading.classes,
    pictures: paths.map((_, i) => `${reading.classes[reading.labels[i]!] ?? '-'} ${reading.splits[i] ?? '-'}`),
  }
}
const numbered = (n: number, path: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => path(i))

describe('kaggle-flat', () => {
  const train = [...numbered(5, (i) => `cat.${i}.jpg`), ...numbered(5, (i) => `dog.${i}.jpg`)]
  test.each([
    ['the folder itself', '', ''],
    ['train and test1', 'train/', 'test1/'],
    ['the zips inside dogs-vs-cats.zip', 'dogs-vs-cats/train/train/', 'dogs-vs-cats/test1/test1/'],
    ['Redux, unpacked twice', 'redux/train/train/', 'redux/test/test/'],
  ])('%s', (_, at, testAt) => {
    const tests = testAt === '' ? [] : [`${testAt}1.jpg`, `${testAt}10.jpg`]
    const found = read([...train.map((p) => at + p), ...tests])
    expect(found).toMatchObject({ layout: 'kaggle-flat', classes: ['cat', 'dog'] })
    expect(found?.pictures.slice(0, 10).map((p) => p.slice(0, 3))).toEqual(train.map((p) => p.slice(0, 3)))
    expect(found?.pictures.slice(10)).toEqual(tests.map(() => '- test'))
  })
  test('folders that cut across the names are not the classes, but offered', () => {
    const found = read([...train.map((p) => `part1/${p}`), ...train.map((p) => `part2/${p}`)])
    expect(found).toMatchObject({ layout: 'kaggle-flat', classes: ['cat', 'dog'], alternatives: ['class-folders'] })
  })
  test('names', () => {
    expect(
      ['cat.0.jpg', 'dog_12.png', 'cat (3).jpg', 'african elephant-4.webp', '猫.7.jpg', '12.jpg', 'IMG_0001.jpg', 'cat.jpg'].map(
        classInName,
      ),
    ).toEqual(['cat', 'dog', 'cat', 'african elephant', '猫', null, null, null])
  })
})

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
  test('a folder in test that is no class holds pictures without one', () => {
    expect(read(['train/a/1.jpg', 'train/b/1.jpg', 'test/images/1.jpg'])?.pictures[2]).toBe('- test')
  })
})

describe('pet-images', () => {
  test('Microsoft’s download', () => {
    const found = read(['kagglecatsanddogs_5340/PetImages/Cat/0.jpg', 'kagglecatsanddogs_5340/PetImages/Dog/0.jpg'])
    expect(found).toMatchObject({ layout: 'pet-images', classes: ['Cat', 'Dog'], alternatives: ['class-folders'] })
  })
})

describe('inner-folders', () => {
  test('when asked for', () => {
    const paths = ['cat/persian/1.jpg', 'cat/siamese/1.jpg', 'dog/beagle/1.jpg']
    expect(read(paths)).toMatchObject({ layout: 'class-folders', classes: ['cat', 'dog'] })
    expect(read(paths, 'inner-folders')).toMatchObject({ layout: 'inner-folders', classes: ['beagle', 'persian', 'siamese'] })
  })
})

test('one class by every reading is none; single-folder when asked for', () => {
  expect(read(['test1/1.jpg', 'test1/2.jpg'])).toBeNull()
  expect(read(['cats/cat.1.jpg', 'cats/cat.2.jpg'])).toBeNull()
  expect(read(['test1/1.jpg'], 'single-folder')?.pictures).toEqual(['- test'])
})
