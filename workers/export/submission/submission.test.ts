/** Samples as competitions have them, byte for byte in form: what each asks for, and what comes out. */
import { expect, test } from 'vitest'
import { Problem, type SubmissionValues } from '../../protocol'
import { permutation, uniform } from '../../random'
import { fillSample } from './fill'
import { PictureIds } from './ids'
import { readForm } from './reading'
import { readSample } from './sample'

interface Asked {
  readonly sample: string | Uint8Array<ArrayBuffer>
  readonly classes: readonly string[]
  readonly paths: readonly string[]
  readonly values?: SubmissionValues
  readonly positive?: number
  readonly clip?: number
  /** Of a picture, by its place; null where it cannot be decoded. By default sure of class `place % classes`. */
  readonly answer?: (place: number) => readonly number[] | null
}

async function made({ sample, classes, paths, values, positive, clip = 0, answer }: Asked) {
  const file = await readSample(new File([sample], 'sample_submission.csv'))
  const ids = new PictureIds(paths)
  const reading = readForm(file, classes, ids)
  const sure = (place: number) => classes.map((_, c) => (c === place % classes.length ? 1 : 0))
  const pictures = paths.map((path, place) => ({ path, probabilities: (answer ?? sure)(place) }))
  const result = await fillSample(file, reading, pictures, ids, {
    values: values ?? reading.values[0] ?? 'probability',
    positive: positive ?? reading.positive ?? classes.length - 1,
    clip,
    prior: classes.map((_, c) => (c === 0 ? 0.6 : 0.4 / (classes.length - 1))),
  })
  return { reading, ...result, lines: result.csv.split('\n') }
}

test('dogs-vs-cats-redux: the probability of a dog, 12,500 ids in numeric order whatever the order of the files', async () => {
  const all = Array.from({ length: 12_500 }, (_, i) => i + 1)
  const order = Array.from(permutation(12_500, 1), (i) => i + 1)
  const { reading, csv, missing, withoutId } = await made({
    sample: `id,label\n${all.map((id) => `${id},0.5`).join('\n')}\n`,
    classes: ['cat', 'dog'],
    paths: order.map((id) => `test/${id}.jpg`),
    answer: (place) => [1 - order[place]! / 20_000, order[place]! / 20_000],
  })
  expect(reading).toMatchObject({ idColumn: 'id', columns: ['label'], values: ['probability', 'number'] })
  expect(csv).toBe(`id,label\n${all.map((id) => `${id},${id / 20_000}`).join('\n')}\n`)
  expect([missing, withoutId]).toEqual([[], []])
})

test('dogs-vs-cats: where the sample has 0 and 1 the label is asked for, and 1 is the class that was chosen', async () => {
  const asked = { sample: 'id,label\n1,0\n2,0\n', classes: ['cat', 'dog'], paths: ['test1/1.jpg', 'test1/2.jpg'] }
  expect((await made(asked)).csv).toBe('id,label\n1,0\n2,1\n')
  expect((await made({ ...asked, positive: 0 })).csv).toBe('id,label\n1,1\n2,0\n')
  expect((await made({ ...asked, values: 'probability', clip: 0.01 })).csv).toBe('id,label\n1,0.01\n2,0.99\n')
})

test('dog-breed-identification: hex ids and 120 columns in an order of their own', async () => {
  const classes = Array.from({ length: 120 }, (_, i) => `breed_${String(i).padStart(3, '0')}`)
  const columns = Array.from(permutation(120, 3), (i) => classes[i]!)
  const ids = ['000621fb3cbb32d8935728e48679680e', '00102ee9d8eb90812350685311fe5890', '0012a730dfa437f5f3613fb75efcd4ce']
  const answer = (place: number) => {
    const raw = classes.map((_, c) => uniform(place, c))
    const sum = raw.reduce((a, b) => a + b, 0)
    return raw.map((p) => p / sum)
  }
  const { reading, lines } = await made({
    sample: `id,${columns.join(',')}\n${ids.map((id) => `${id}${',0.008333'.repeat(120)}`).join('\n')}\n`,
    ...{ classes, answer },
    paths: ids.toReversed().map((id) => `test/${id}.jpg`),
  })
  expect(reading).toMatchObject({ values: [], withoutClass: [], withoutColumn: [] })
  expect(lines[0]).toBe(`id,${columns.join(',')}`)
  for (const [i, id] of ids.entries()) {
    const [first, ...cells] = lines[i + 1]!.split(',')
    expect(first).toBe(id)
    for (const [at, cell] of cells.entries()) expect(Number(cell)).toBeCloseTo(answer(2 - i)[classes.indexOf(columns[at]!)]!, 8)
    expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBeCloseTo(1, 6)
  }
})

test('cassava: names with .jpg and the number of the class, also where the classes are called by it', async () => {
  const asked = { sample: 'image_id,label\n2216849948.jpg,4\n', paths: ['test_images/2216849948.jpg'] }
  const numbers = ['0', '1', '2', '3', '4']
  const answer = () => [0, 0, 0, 0.9, 0.1]
  expect((await made({ ...asked, classes: numbers, answer })).csv).toBe('image_id,label\n2216849948.jpg,3\n')
  const named = await made({ ...asked, classes: ['bacterial blight', 'brown streak', 'green mottle', 'healthy', 'mosaic'], answer })
  expect([named.reading.values, named.csv]).toEqual([['number', 'probability'], 'image_id,label\n2216849948.jpg,3\n'])
})

test('aptos: ids without extension, CRLF and a byte order mark', async () => {
  const { csv } = await made({
    sample: '\ufeffid_code,diagnosis\r\n0005cfc8afb6,0\r\n003f0afdcd15,0\r\n',
    classes: ['0', '1', '2', '3', '4'],
    paths: ['test_images/003f0afdcd15.png', 'test_images/0005cfc8afb6.png'],
  })
  expect(csv).toBe('id_code,diagnosis\n0005cfc8afb6,1\n003f0afdcd15,0\n')
})

test('plant pathology: four probabilities; a name that differs in spaces and case is the same class', async () => {
  const { lines, reading } = await made({
    sample: 'image_id,healthy,multiple_diseases,rust,scab\nTest_0,0.25,0.25,0.25,0.25\nTest_1,0.25,0.25,0.25,0.25\n',
    classes: ['Healthy', 'Multiple Diseases', 'Rust', 'Scab'],
    paths: ['images/Test_0.jpg', 'images/Test_1.jpg'],
    clip: 0.03,
  })
  expect(reading.withoutClass).toEqual([])
  expect(lines.slice(1, 3)).toEqual([
    'Test_0,0.970873786,0.009708738,0.009708738,0.009708738',
    'Test_1,0.009708738,0.970873786,0.009708738,0.009708738',
  ])
})

test('aerial cactus: the class is in the column’s name', async () => {
  const { csv, reading } = await made({
    sample: 'id,has_cactus\n000940378805c44108d287872b2f04ce.jpg,0.5\n0017242f54ececa4512b4d7937d1e21e.jpg,0.5\n',
    classes: ['cactus', 'no cactus'],
    paths: ['test/000940378805c44108d287872b2f04ce.jpg', 'test/0017242f54ececa4512b4d7937d1e21e.jpg'],
  })
  expect(reading.positive).toBe(0)
  expect(csv).toBe('id,has_cactus\n000940378805c44108d287872b2f04ce.jpg,1\n0017242f54ececa4512b4d7937d1e21e.jpg,0\n')
})

test('plant seedlings: class names, spelt as in the sample, quoted where they must be', async () => {
  const { csv } = await made({
    sample: 'file,species\n0021e90e4.png,Sugar beet\n003d61042.png,"Fat Hen, small"\n',
    classes: ['fat hen, small', 'Sugar_beet', 'Shepherd’s "Purse"'],
    paths: ['test/0021e90e4.png', 'test/003d61042.png', 'x/z.png'],
    answer: (place) =>
      [
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
      ][place]!,
  })
  expect(csv).toBe('file,species\n0021e90e4.png,Sugar beet\n003d61042.png,"Shepherd’s ""Purse"""\n')
})

test('state farm: classes c0 to c9 under image names; a numbered heading stands for places', async () => {
  const classes = ['c0', 'c1', 'c2']
  const paths = ['test/img_1.jpg', 'test/img_2.jpg']
  const rows = 'img_1.jpg,0.1,0.1,0.1\nimg_2.jpg,0.1,0.1,0.1\n'
  expect((await made({ sample: `img,c2,c1,c0\n${rows}`, classes, paths })).lines.slice(1, 3)).toEqual([
    'img_1.jpg,0,0,1',
    'img_2.jpg,0,1,0',
  ])
  const numbered = await made({ sample: `img,class_1,class_2,class_3\n${rows}`, classes: ['bus', 'car', 'van'], paths })
  expect(numbered.lines.slice(1, 3)).toEqual(['img_1.jpg,1,0,0', 'img_2.jpg,0,1,0'])
})

test('every id has its line and every picture is accounted for', async () => {
  const { csv, ...told } = await made({
    sample: 'id,label\n3,0.5\n1,0.5\n2,0.5\n9,0.5\n',
    classes: ['cat', 'dog'],
    paths: ['test/1.jpg', 'test/0001.jpg', 'test/2.jpg', 'test/3.jpg', 'test/cover.jpg'],
    answer: (place) => (place === 2 ? null : [0.25, 0.75]),
  })
  // What is not known gets the share of dogs in training.
  expect(csv).toBe('id,label\n3,0.75\n1,0.75\n2,0.4\n9,0.4\n')
  expect(told).toMatchObject({
    ...{ rows: 4, bySample: true, undecodable: ['test/2.jpg'], missing: ['9'] },
    ...{ withoutId: ['test/0001.jpg', 'test/cover.jpg'], duplicates: [] },
  })
})

test('without a picture a label is the class met most often, and a column of no class keeps what it has', async () => {
  const label = await made({ sample: 'id,species\nx,Maize\n', classes: ['Maize', 'Wheat'], paths: ['test/a.png'] })
  expect([label.csv, label.missing, label.withoutId]).toEqual(['id,species\nx,Maize\n', ['x'], ['test/a.png']])
  const columns = await made({ sample: 'id,Usage,wheat,maize\na,Public,0,0\n', classes: ['Maize', 'Wheat', 'Rye'], paths: ['a.png'] })
  expect([columns.csv, columns.reading.withoutClass, columns.reading.withoutColumn]).toEqual([
    'id,Usage,wheat,maize\na,Public,0,1\n',
    ['Usage'],
    ['Rye'],
  ])
})

test('ids are found with folders, backslashes, other cases and other forms of letters; the column of ids need not be the first', async () => {
  const { csv } = await made({
    sample: 'label;path\n0.5;test\\A\\1.JPG\n0.5;b/1.jpg\n0.5;Zoe\u0308.png\n0.5;007\n',
    classes: ['cat', 'dog'],
    paths: ['in/test/a/1.jpg', 'in/test/b/1.jpg', 'in/zo\u00eb.png', 'in/7.png'],
    answer: (place) => [1 - place / 8, place / 8],
  })
  expect(csv).toBe('label;path\n0;test\\A\\1.JPG\n0.125;b/1.jpg\n0.25;Zoe\u0308.png\n0.375;007\n')
})

test('folders tell pictures of one name apart: of those that are not there none is answered by another', async () => {
  const asked = { sample: 'id,label\na/1,0.5\nb/1,0.5\n', classes: ['cat', 'dog'], answer: () => [0.125, 0.875] }
  const half = await made({ ...asked, paths: ['test/b/1.jpg'] })
  expect([half.csv, half.missing, half.withoutId]).toEqual(['id,label\na/1,0.4\nb/1,0.875\n', ['a/1'], []])
  // Folders that no picture has say nothing, as long as there is one for each.
  const elsewhere = await made({ ...asked, paths: ['x/1.jpg', 'y/1.jpg'] })
  expect([elsewhere.csv, elsewhere.missing]).toEqual(['id,label\na/1,0.875\nb/1,0.875\n', []])
  const one = await made({ ...asked, sample: 'id,label\na/1,0.5\nc/01,0.5\na/1,0.5\n', paths: ['x/1.jpg'] })
  expect([one.csv, one.missing]).toEqual(['id,label\na/1,0.875\nc/01,0.4\na/1,0.875\n', ['c/01']])
})

test('zeros before a number are as many as there are, and an id beyond any name names nothing', async () => {
  const zeros = '0'.repeat(500)
  const { csv, missing } = await made({
    sample: `id,label\n${zeros}7,0.5\n${zeros}${zeros}8,0.5\n${zeros}x,0.5\n`,
    classes: ['cat', 'dog'],
    paths: ['test/7.jpg', 'test/8.jpg', `test/${'0'.repeat(300_000)}y.jpg`],
    answer: () => [0.125, 0.875],
  })
  expect(csv.split('\n')[1]).toBe(`${zeros}7,0.875`)
  expect(missing).toEqual([`${zeros}${zeros}8`, `${zeros}x`])
})

test('no id is altered: what a spreadsheet would run, or take for a number, is the grader’s own', async () => {
  const ids = ['=1+1', '-5', '+7', '@x', '1e5', '0012', "'q", ' padded']
  const { lines } = await made({
    sample: `id,label\n${ids.map((id) => `${id},0.5`).join('\n')}\n`,
    classes: ['cat', 'dog'],
    paths: ids.map((id) => `${id.trim()}.png`),
    answer: () => [0.5, 0.5],
  })
  expect(lines.slice(1, -1)).toEqual(ids.map((id) => (id === ' padded' ? '" padded",0.5' : `${id},0.5`)))
})

test('UTF-16 is read', async () => {
  const text = 'id,类别\na,猫\n'
  const bytes = Uint8Array.from([0xff, 0xfe, ...[...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8])])
  expect((await made({ sample: bytes, classes: ['狗', '猫'], paths: ['a.png'] })).csv).toBe('id,类别\na,狗\n')
})

test.each([
  ['no-columns', 'id\n1\n'],
  ['no-rows', 'id,label\n'],
  ['no-rows', 'id,label\n\n\n'],
  ['uneven', 'id,label\n1,2,3\n'],
  ['no-text', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0xff])],
] as const)('what is no table is refused as %s', async (why, sample) => {
  const read = readSample(new File([sample], 's.csv'))
  await expect(read).rejects.toMatchObject({ code: 'sample-unreadable', values: { file: 's.csv', why } })
})

test('columns of other classes are refused by their names, before anything is looked at', async () => {
  const sample = await readSample(new File(['id,wheat,maize,rye\n1,0,0,0\n'], 's.csv'))
  expect(() => readForm(sample, ['cat', 'dog'], new PictureIds([]))).toThrow(Problem)
})
