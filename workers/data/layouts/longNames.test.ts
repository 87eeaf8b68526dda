/** Names that only an archive made by hand can have: every reading of a name takes time with its length, and never with the square of it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PictureIds } from '../../export/submission/ids'
import { inReadingOrder } from '../../protocol/order'
import { namedLikeForm, namedLikeTable } from '../../protocol/tables'
import { namedLikePicture } from '../files/header'
import { foreignKindOf } from '../files/kinds'
import { Sniffer } from '../files/sniff'
import { isNumber, wordOf } from '../tables/header'
import { PictureIndex } from '../tables/pictureIndex'
import { safeName, ZipNames } from '../takeaway/names'
import { readLayout } from '.'
import { aboutOthers, aboutStem, copies } from './beside'
import { wordsBeforeNumbers } from './fileNames'
import { isPart } from './folders'
import { findGroups } from './groups'
import { joinParts } from './parts'
import { splitInName, wordsOf } from './splitWords'

/** Each is repeated to the length, between what stands before and behind. */
const SHAPES: readonly (readonly [before: string, repeated: string, behind: string])[] = [
  ['a', '1 ', '!'],
  ['a', '1', 'x'],
  ['a', ' ', '!'],
  ['a', '_', '!'],
  ['a', '.', ''],
  ['a', '-1', '!.jpg'],
  ['a', '(1)', '!'],
  ['a', '(', '1'],
  ['a', '_mask', '_'],
  ['a', '_1of', '_'],
  ['a', ' part 1', '!'],
  ['a', '-20240101T101010Z', 'x'],
  ['202301', '11', 'x'],
  ['2023-01-01', ' 10', 'x'],
  ['part ', 'i', '!'],
  ['', '0', 'x'],
  ['', '1', '.'],
  ['', ' ', ''],
  ['', '猫', '1'],
  ['a', 'A', '1'],
  ['', 'train ', 'x'],
  ['', 'frame1 ', ''],
  ['', '.jpg', '_'],
  ['', '.rf.', 'x'],
  ['a', '\t', 'x'],
  ['', 'valid', ''],
]
const longNames = (length: number) =>
  SHAPES.map(([before, repeated, behind]) => {
    const room = length - before.length - behind.length
    return before + repeated.repeat(Math.ceil(room / repeated.length)).slice(0, room) + behind
  })

/** Whatever goes by a name, by what it is called in a failure. */
const READINGS: Readonly<Record<string, (name: string) => unknown>> = {
  'class folders': (name) => readLayout(beside([name, 'cat'], '1.jpg')),
  'file names': (name) => readLayout(['1', '2', name].map((one) => ({ folders: ['x'], name: `${one}.jpg` }))),
  'split folders': (name) =>
    readLayout([...beside([`train${name}`, `test${name}`], '1.jpg'), ...beside(['train/cat', 'train/dog'], '1.jpg')]),
  parts: (name) => joinParts(beside([name, `${name}2`, 'cat'], '1.jpg')),
  besides: (name) => [
    aboutOthers([...beside(['x'], `${name}.jpg`), ...beside(['x'], 'y.jpg')]),
    copies(beside([`x/${name}`, `y/${name}`], '1.jpg')),
  ],
  groups: (name) => {
    const files = ['1', '2'].map((one) => ({ folders: ['x'], name: `${name}${one}.jpg` }))
    const reading = { layout: 'class-folders', labels: Int32Array.of(0, 0), classes: ['x'], groups: null } as const
    return findGroups(files, { ...reading, splits: [], evidence: [], onlyInTest: [] })
  },
  words: (name) => [wordsOf(name), splitInName(name), isPart(name), aboutStem(name), wordsBeforeNumbers(name)],
  tables: (name) => [isNumber(name), wordOf(name), namedLikeTable(name), namedLikeForm(name)],
  'table cells': (name) => new PictureIndex([{ folders: [name], name }]).find(name.slice(0, 1000), { folders: [], meant: () => true }),
  kinds: (name) => [namedLikePicture(name), foreignKindOf(name, new Uint8Array(300), false)],
  sniffed: (name) => new Sniffer().contentOf(name, { kind: 'file', file: new File(['x'], 'x') }),
  'taken away': (name) => [safeName(name), new ZipNames([name]).fileIn('x', name, 'jpeg')],
  submission: (name) => new PictureIds([name]).find(name),
  order: (name) => inReadingOrder([name, `${name}1`]),
}
const beside = (folders: readonly string[], name: string) => folders.map((folder) => ({ folders: folder.split('/'), name }))

describe('names of 10,000 to 65,535 characters', () => {
  // A square of that is minutes for each shape; what is linear takes a second together.
  test.each(Object.entries(READINGS))('%s', { timeout: 60_000 }, async (_, read) => {
    for (const length of [10_000, 30_000, 65_535]) for (const name of longNames(length)) await read(name)
  })
})

test('words before numbers are those that the expression for them says', () => {
  const NUMBERED = /^(\p{L}[\p{L}\p{M}\p{N} _'’-]*?)(?:[._\- ]*\(?\d+(?!\d)\)?)+(?:\.[^.]*)?$/u
  const piece = fc.constantFrom('a', 'cat', '1', '02', ' ', '_', '-', '.', '(', ')', '猫', "'", '+', '.jpg', '(3)')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const name = pieces.join('')
      expect(wordsBeforeNumbers(name)).toBe(NUMBERED.exec(name)?.[1] ?? null)
    }),
    { numRuns: 5000, seed: 4 },
  )
})

test('what a picture is about is what the expression for it says', () => {
  const SUFFIX =
    /^(.+?)[ _.-]*(?:mask|masks|seg|segmentation|groundtruth|ground_truth|gt|trimap|annotation|thumb|thumbnail)(?:[ _-]?\d+)?$/i
  const piece = fc.constantFrom('a', 'mask', 's', 'seg', 'mentation', '1', '_', '-', ' ', '.', 'gt', 'ground', '_truth', 'thumb', 'nail')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
      const stem = pieces.join('')
      expect(aboutStem(stem)).toBe(SUFFIX.exec(stem)?.[1] ?? null)
    }),
    { numRuns: 5000, seed: 4 },
  )
})
