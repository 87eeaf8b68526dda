import { expect, test } from 'vitest'
import { type DatasetSummary, NO_CHANGES } from '../../workers/protocol/dataset'
import { datasetLines, kindLines, otherReadings, unlikeAsked } from './datasetLines'

const pets: DatasetSummary = {
  fingerprint: '',
  pictures: [],
  name: 'pets',
  readAs: {},
  groups: null,
  evidence: [],
  onlyInTest: [],
  splitFrom: 'seed',
  valFraction: 0.2,
  bytes: 1,
  skipped: { counts: {}, examples: [] },
  additions: { base: '00', pictures: 0, emptyClasses: [], lost: { pictures: 0, examples: [] } },
  changes: NO_CHANGES,
  layout: 'kaggle-flat',
  alternatives: ['class-folders'],
  classes: ['cat', 'dog'].map((name) => ({ name, counts: { train: 800, val: 201, test: 0 } })),
  counts: { train: 1600, val: 402, test: 0 },
  unlabelled: 3,
  tables: { taken: null, found: [], namesFrom: null },
  codePage: null,
}
const found = 'pets: 2,005 pictures, 2 classes (cat, dog): 1600 to train, 402 to validate, 3 to test'
const readAs = 'read as kaggle-flat; other readings (--read-as): class-folders, single-folder'

test('what was found, how it was read, and what was left out', () => {
  expect(datasetLines({ ...pets, skipped: { counts: { hidden: 2 }, examples: [] } })).toEqual([found, readAs, 'left out: 2 hidden'])
  expect(datasetLines({ ...pets, skipped: { counts: { mask: 9 }, examples: [] } })[2]).toBe(
    'left out: 9 mask (--take-all takes masks and copies)',
  )
  expect(datasetLines({ ...pets, layout: 'drawn', alternatives: [] })).toHaveLength(1)
})

test('which table has the labels, what of it does not fit, and the encoding of names', () => {
  const taken = {
    ...{ files: ['pets/labels.csv'], rows: 2003, columns: [], oneHot: [], preview: [], groupColumn: null },
    ...{ fileColumn: 'id', labelColumns: ['breed'], splitColumn: 'set' },
    findings: [{ code: 'rows-without-picture', values: { rows: 1, examples: ['gone.jpg'] } }] as const,
  }
  expect(datasetLines({ ...pets, tables: { taken, found: [], namesFrom: null } }).slice(2)).toEqual([
    'labels from pets/labels.csv (2,003 rows): file names "id", labels "breed", split "set"',
    '1 row names no picture that is open. Add those pictures, or go on without them. (gone.jpg)',
  ])
  const boxes = [{ files: ['pets/boxes.csv'], rows: 9, labels: null, fault: 'no-files' as const }]
  expect(datasetLines({ ...pets, tables: { taken: null, found: boxes, namesFrom: null } }).slice(2)).toEqual([
    'not taken: pets/boxes.csv. None of its columns names the pictures that are open.',
  ])
  expect(datasetLines({ ...pets, codePage: 'shift_jis' }).at(-1)).toBe('names in the archive read as shift_jis; another: --names')
})

test('what to do with pictures of kinds that are not read here', () => {
  expect(kindLines(pets)).toEqual([])
  expect(kindLines({ ...pets, skipped: { counts: { hidden: 2, heic: 30, svg: 1 }, examples: [] } })).toEqual([
    '30 HEIC files left out: This browser cannot read HEIC. Open them in Safari, or save them as JPEG (macOS Preview: Export; on an iPhone: Settings, Camera, Formats, Most Compatible).',
    '1 SVG file left out: Drawings have no pixels yet. Render them as PNG at the size that you want, for one with Inkscape or rsvg-convert.',
  ])
})

test('pictures that belong together, and few validation pictures, with the option that helps', () => {
  const groups = { kind: 'films', groups: 212, pictures: 3400, example: 'clip1', apart: 180 } as const
  expect(datasetLines({ ...pets, groups })[2]).toMatch(
    /^212 films in 3,400 pictures, such as “clip1”. 180 pictures .* --keep-groups keeps them together\.$/,
  )
  expect(datasetLines({ ...pets, groups, splitFrom: 'folders' })[2]).toContain('--keep-groups --split-anew keeps')
  expect(datasetLines({ ...pets, groups: { ...groups, apart: 0 }, readAs: { groups: true } })[2]).toBe(
    '212 films in 3,400 pictures, such as “clip1”.',
  )
  const xray = { ...pets, splitFrom: 'folders', counts: { train: 5216, val: 16, test: 624 } } as const
  expect(datasetLines(xray)[2]).toMatch(
    /^Only 16 pictures for validation beside 5,216 .* --split-anew holds out a share of each class instead\.$/,
  )
})

test('a reading that cannot be is refused with those that can', () => {
  expect(unlikeAsked(pets, {})).toBeNull()
  expect(unlikeAsked(pets, { layout: 'kaggle-flat' })).toBeNull()
  expect(unlikeAsked(pets, { layout: 'pet-images' })).toBe(
    'These pictures cannot be read as pet-images. Possible: kaggle-flat, class-folders, single-folder.',
  )
  expect(unlikeAsked(pets, { pattern: '{n}_{label}' })).toContain('--label-pattern "{n}_{label}" does not give two classes')
})

test('pictures that could not be opened are told how else they could be', () => {
  const values = { name: 'x', pictures: 8, leftOut: 4, readings: ['class-folders', 'single-folder'] } as const
  expect(otherReadings({ code: 'one-class', values })).toBe(
    'Other ways: --read-as class-folders, single-folder; --label-pattern PATTERN, or --take-all.',
  )
  expect(otherReadings({ code: 'table-unusable', values: { ...values, file: 'x.csv', fault: 'no-files' } })).toBe(
    'Other ways: --read-as class-folders, single-folder; --label-pattern PATTERN, or --take-all.',
  )
  expect(otherReadings({ code: 'no-pictures', values: { files: 3 } })).toBeNull()
})
