import { expect, test } from 'vitest'
import { STANDING } from '../../workers/protocol/testing/standing'
import { calledNames, calling, cutMiddle, isolated, isolating, shortNames } from './names'

test('what runs from right to left stands alone in a sentence; all other names are as they are', () => {
  expect(isolated('كلب (صغير) 12')).toBe('\u2068كلب (صغير) 12\u2069')
  expect(isolated('חתול')).toBe('\u2068חתול\u2069')
  expect(isolated(isolated('חתול'))).toBe(isolated('חתול'))
  for (const name of [...STANDING.dogs.classes, ...STANDING.long.classes, '金毛寻回犬', '👩🏽‍🌾', '', '96.4%'])
    expect(isolated(name)).toBe(name)
})

test('every sentence isolates what it is given, in lists and values too; what is no sentence stays', () => {
  const format = { locale: 'en', n: (value: number) => `${value}` }
  const texts = isolating({
    ...format,
    taken: (a: string, b: string) => `${a} taken for ${b}`,
    deep: { all: (names: readonly string[]) => names.join(', '), of: ({ file }: { file: string }) => file },
    list: [(name: string) => name],
  })
  expect(texts.taken('قطة', 'dog')).toBe('\u2068قطة\u2069 taken for dog')
  expect(texts.deep.all(['قطة', 'dog'])).toBe('\u2068قطة\u2069, dog')
  expect(texts.deep.of({ file: 'قطة.jpg' })).toBe('\u2068قطة.jpg\u2069')
  expect(texts.list[0]?.('قطة')).toBe('\u2068قطة\u2069')
  expect([texts.locale, texts.n(3)]).toEqual(['en', '3'])
})

test('a sentence calls a class as a tile does, whole where nothing is common, and never two alike', () => {
  expect(calledNames(STANDING.dogs.classes).slice(0, 2)).toEqual(['Chihuahua', 'Japanese_spaniel'])
  expect(calledNames(STANDING.dogs.classes)).toEqual(shortNames(STANDING.dogs.classes))
  // Whatever begins as another is cut where there is no room alone.
  for (const { classes } of [STANDING.long, STANDING.scripts, STANDING.many, STANDING.pair]) expect(calledNames(classes)).toEqual(classes)
  const cranes = ['n02012849-crane', 'n03126707-crane', 'n02085620-Chihuahua']
  expect(calledNames(cranes)).toEqual(cranes)
  const callOf = calling(STANDING.dogs.classes)
  expect([callOf('n02086240-Shih-Tzu'), callOf('cat')]).toEqual(['Shih-Tzu', 'cat'])
})

test('names are shortened by what all of them begin with, and never to two alike', () => {
  expect(shortNames(STANDING.dogs.classes).slice(0, 3)).toEqual(['Chihuahua', 'Japanese_spaniel', 'Shih-Tzu'])
  expect(shortNames(['Tomato___Leaf_Mold', 'Tomato___healthy'])).toEqual(['Leaf_Mold', 'healthy'])
  for (const { classes } of [STANDING.scripts, STANDING.pair]) expect(shortNames(classes)).toEqual(classes)
  // A number alone is no name, and the same dog from two synsets are two.
  expect(shortNames(['species 1', 'species 2'])).toEqual(['species 1', 'species 2'])
  expect(shortNames(['n02085620-dog', 'n02085782-dog'])).toEqual(['n02085620-dog', 'n02085782-dog'])
  expect(shortNames(['cat', 'cats'])).toEqual(['cat', 'cats'])
  // Those that begin alike would be cut to the same.
  expect(shortNames(STANDING.long.classes).slice(0, 6)).toEqual([
    STANDING.long.classes[0],
    'To…Yellow_Leaf_Curl_Virus_late_stage',
    'To…mosaic_virus_on_the_lower_leaves',
    'Co…Cercospora_leaf_spot_Gray_leaf_spot',
    'Co…Northern_Leaf_Blight_seen_from_below',
    STANDING.long.classes[5],
  ])
  expect(shortNames(['old wooden windows', 'old wooden window, open', 'old wooden window', 'tree'])).toEqual([
    'old wooden windows',
    'old wooden window, open',
    'old wooden window',
    'tree',
  ])
  expect(shortNames(['a carved wooden window', 'a carved wooden window, open', 'tree'])).toEqual(['a…window', 'a…window, open', 'tree'])
  expect(shortNames([])).toEqual([])
  expect(shortNames(['one_name'])).toEqual(['one_name'])
})

test('a name that is cut in its middle keeps its beginning and its number', () => {
  expect(cutMiddle('pets 1', 24)).toBe('pets 1')
  expect(cutMiddle(`${STANDING.long.name} 12`, 24)).toBe('PlantVillage…tion (1) 12')
  expect(cutMiddle('👩🏽‍🌾👩🏽‍🌾👩🏽‍🌾👩🏽‍🌾👩🏽‍🌾', 3)).toBe('👩🏽‍🌾…👩🏽‍🌾')
})
