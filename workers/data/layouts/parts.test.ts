import { describe, expect, test } from 'vitest'
import { read } from './testing'

const pets = (roots: readonly string[]) =>
  roots.flatMap((root, i) => [1, 2].flatMap((n) => [`${root}/${i === 0 ? 'cat' : 'dog'}/${i}${n}.jpg`, `${root}/bird/${i}${n}.jpg`]))
/** Each part has classes that the others have not. */
const apart = (roots: readonly string[]) => roots.flatMap((root, i) => [1, 2].map((n) => `${root}/class${'abc'[i]}/${n}.jpg`))

describe('parts of one download are one dataset', () => {
  test.each([
    ['Drive', ['pets-20240101T101010Z-001', 'pets-20240101T101010Z-002']],
    ['Drive, two times', ['pets-20240101T101010Z-1-001', 'pets-20240101T101013Z-1-002']],
    ['downloaded again', ['archive', 'archive (1)']],
    ['numbered by the browser', ['archive (1)', 'archive (2)']],
    ['parts', ['pets_part1', 'pets_part2']],
    ['parts of so many', ['pets.part-1of2', 'pets.part-2of2']],
  ])('%s', (_, roots) => {
    expect(read(pets(roots))).toMatchObject({ layout: 'class-folders', classes: ['bird', 'cat', 'dog'] })
    expect(read(apart(roots))?.classes).toEqual(['classa', 'classb'])
    expect(read(apart(roots.map((root) => `Downloads/${root}`)))?.classes).toEqual(['classa', 'classb'])
  })

  test('also beside a zip of another split', () => {
    const found = read([...pets(['train_part1', 'train_part2']), 'test/cat/1.jpg', 'test/dog/1.jpg'])
    expect(found).toMatchObject({ layout: 'split-folders', classes: ['bird', 'cat', 'dog'] })
    expect(found?.pictures.at(-1)).toBe('dog test')
  })

  test('classes that are numbered, or were saved twice, stay what they are', () => {
    const folders = (names: readonly string[]) => names.flatMap((name) => [1, 2, 3].map((n) => `${name}/${n}.jpg`))
    for (const names of [
      ['class-001', 'class-002'],
      ['cat', 'cat (1)', 'dog'],
      ['1of', '2of'],
    ])
      expect(read(folders(names))?.classes).toEqual(names)
  })
})
