/** Tables made to hang or crash whoever reads them, and bytes of good ones changed at random: an answer or a refusal in the project's own words, soon and with little memory. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemOf } from '../../protocol/problem'
import { MOST_CELLS, MOST_COLUMNS, parseTable } from './parse'
import { NONE, PictureIndex } from './pictureIndex'
import { findingsOf, openWith } from './testing'
import { decodeText, TableError } from './text'

const PICTURES = ['pics/{10..29}.jpg']
const rows = (count: number, make: (i: number) => string): string => Array.from({ length: count }, (_, i) => `${make(i)}\n`).join('')
const LABELS = `file,label\n${rows(20, (i) => `${10 + i}.jpg,${i % 2 ? 'x' : 'y'}`)}`

/** How the pictures are read with this table among them; a problem's code where they are not. */
const opened = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
  openWith(PICTURES, { [name]: content }).then(
    ({ summary }) => ({ layout: summary.layout as string, fault: summary.tables.found[0]?.fault ?? null, findings: findingsOf(summary) }),
    (error: unknown) => {
      const { code, values } = problemOf(error)
      return { layout: code as string, fault: code === 'one-class' ? (values.table?.fault ?? null) : null, findings: {} }
    },
  )

test.each<[string, () => string, string | null]>([
  ['10,000 columns', () => `file,${rows(1, () => 'c,'.repeat(10_000))}${LABELS}`, 'row-too-long'],
  ['400,000 columns, and nothing else', () => 'x,'.repeat(400_000), 'row-too-long'],
  ['a cell of 30 MB on one line', () => `file,label\n10.jpg,${'x'.repeat(30e6)}\n`, 'row-too-long'],
  ['a cell of 30 MB in quotes, over many lines', () => `file,label\n10.jpg,"${'x\n'.repeat(15e6)}"\n11.jpg,y\n`, null],
  ['a quote that is never closed before 7 MB', () => `file,label\n10.jpg,"${'a"",b\n'.repeat(1e6)}`, null],
  ['more cells than are held', () => `${'a,'.repeat(1999)}\n`.repeat(MOST_CELLS / 2000 + 1), 'too-large'],
  ['one label for each row, 200,000 rows', () => `file,label\n${rows(200_000, (i) => `${i}.png,l${i}`)}`, 'no-label-column'],
  ['only separators', () => `${',\n'.repeat(100_000)}`, 'not-a-table'],
])('%s', { timeout: 60_000 }, async (_, make, fault) => {
  const found = await opened('labels.csv', make())
  if (fault === null) expect(['table', 'one-class', 'class-too-small']).toContain(found.layout)
  else expect(found).toMatchObject({ layout: 'one-class', fault })
})

test('a file beyond the bound is not read', async () => {
  // 65 MB of zeros, which nobody has to make.
  expect(await opened('labels.csv', new Uint8Array((64 << 20) + 1))).toMatchObject({ layout: 'one-class', fault: 'too-large' })
})

test('a label of any length is a name of at most 200 characters', async () => {
  const { summary } = await openWith(PICTURES, { 'labels.csv': LABELS.replaceAll(',x', `,${'x'.repeat(5000)}`) })
  expect(summary.classes.map(({ name }) => name.length)).toEqual([200, 1])
})

test('NUL bytes among a text are passed over', async () => {
  expect(await opened('labels.csv', LABELS.replace('10.jpg', '10\0.jpg'))).toEqual({ layout: 'table', fault: null, findings: {} })
})

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a column, a key and a label called %s', async (name) => {
  const csv = await openWith(PICTURES, { 'labels.csv': LABELS.replace('label', name).replaceAll(',x', `,${name}`) })
  expect(csv.summary.tables.taken?.labelColumns).toEqual([name])
  expect(csv.summary.classes.map((c) => c.name).sort()).toEqual([name, 'y'].sort())
  const json = rows(20, (i) => `{"file": "${10 + i}.jpg", "${name}": "${i % 2 ? name : 'y'}"}`)
  const jsonl = await openWith(PICTURES, { 'metadata.jsonl': json })
  expect(jsonl.summary.classes.map((c) => c.name).sort()).toEqual([name, 'y'].sort())
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('2,000 pictures of one name in as many folders: no row walks through them all', async () => {
  const count = 2000
  const table = `id,label\n${rows(count, (i) => `p${i}/image,${i % 2 ? 'x' : 'y'}`)}`
  const { summary } = await openWith([`p{0..${count - 1}}/image.png`], { 'labels.csv': table })
  expect(summary.tables.taken).toMatchObject({ rows: count, labelColumns: ['label'] })
  expect(summary.counts.train + summary.counts.val).toBe(count)
})

test('a picture called by 300,000 zeros and no number holds nobody up, and zeros say nothing before one', () => {
  const files = [`${'0'.repeat(300_000)}x.jpg`, '0007.jpg', '000.jpg'].map((name) => ({ folders: [], name }))
  const index = new PictureIndex(files)
  const found = (cell: string) => index.find(cell, { folders: [], meant: () => true }).picture
  expect(['7.0', '07', `${'0'.repeat(500)}7`, '0', '00.00', `${'0'.repeat(500)}y`, '7.', '7.5'].map(found)).toEqual([
    1,
    1,
    1,
    2,
    2,
    NONE,
    NONE,
    NONE,
  ])
})

const SEED = Number(process.env.TRAINYARD_SEED ?? 12)
const FILES = Number(process.env.TRAINYARD_FILES ?? 3000)
const SMALL = `${'\ufeff'}file,label,"a ""b"""\r\n${rows(6, (i) => `"${10 + i}.jpg",${i % 2 ? 'x' : 'y'},"1\n2"`)}`
const BASES: readonly (readonly [string, Uint8Array])[] = [
  ['labels.csv', new TextEncoder().encode(SMALL)],
  ['labels.csv', new Uint8Array(new Uint16Array(Array.from(SMALL, (c) => c.charCodeAt(0))).buffer)],
  ['labels.txt', new TextEncoder().encode(SMALL.replaceAll(',', '\t'))],
  ['labels.jsonl', new TextEncoder().encode(rows(6, (i) => `{"file":"${i}.jpg","label":["x",null,{"y":1}]}`))],
  ['labels.json', new TextEncoder().encode('{"0":["n01440764","tench"],"1":["n01443537","goldfish"]}')],
]

test(`${FILES} tables with bytes changed, cut, put in and repeated`, { timeout: 300_000 }, async () => {
  const change = fc.record({
    at: fc.nat(400),
    kind: fc.constantFrom('flip', 'cut', 'insert', 'repeat', 'quote'),
    value: fc.nat(255),
    length: fc.integer({ min: 1, max: 64 }),
  })
  let [refused, taken] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...BASES), fc.array(change, { minLength: 1, maxLength: 4 }), async ([name, base], changes) => {
      let bytes = [...base]
      for (const { at: wanted, kind, value, length } of changes) {
        const at = wanted % (bytes.length + 1)
        if (kind === 'flip' && at < bytes.length) bytes[at]! ^= 1 << (value % 8)
        else if (kind === 'cut') bytes = bytes.slice(0, at)
        else if (kind === 'insert') bytes.splice(at, 0, ...new Array<number>(length).fill(value))
        else if (kind === 'repeat') bytes.splice(at, 0, ...bytes.slice(at, at + length))
        else bytes.splice(at, 0, 0x22)
      }
      try {
        const { rows } = await parseTable(name, decodeText(Uint8Array.from(bytes)).text)
        expect(rows.every((row) => row.length <= MOST_COLUMNS && row.every((cell) => typeof cell === 'string'))).toBe(true)
        taken++
      } catch (error) {
        if (!(error instanceof TableError)) throw error
        refused++
      }
    }),
    { numRuns: FILES, seed: SEED, endOnFailure: true },
  )
  expect(refused + taken).toBe(FILES)
  // The changes reach what is behind the first check, and not all is refused.
  expect(refused).toBeGreaterThan(FILES / 50)
  expect(taken).toBeGreaterThan(FILES / 4)
})
