import { describe, expect, test } from 'vitest'
import { classInName } from './fileNames'
import { read } from './testing'

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
  test('a long number in the middle of a name takes no longer than any other', () => {
    expect(classInName(`a${'1'.repeat(5000)}x.jpg`)).toBeNull()
    expect(classInName(`cat ${'7'.repeat(5000)}.jpg`)).toBe('cat')
  })
  test('names', () => {
    expect(
      ['cat.0.jpg', 'dog_12.png', 'cat (3).jpg', 'african elephant-4.webp', '猫.7.jpg', '12.jpg', 'IMG_0001.jpg', 'cat.jpg'].map(
        classInName,
      ),
    ).toEqual(['cat', 'dog', 'cat', 'african elephant', '猫', null, null, null])
  })
})
