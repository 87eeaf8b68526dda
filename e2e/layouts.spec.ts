/** Every layout that people really have, by every way in, of real pictures where the machine has them: what the studio makes of it, and that no picture is lost. */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { AutomationWindow } from '../src/app/automation'
import { READING } from '../workers/protocol/options'
import { BLUE, type Files, picture, RED, writeFiles, zipOf } from './support/bad-files'
import { dropOn } from './support/drop'
import { en, expect, realPictures, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

/** A picture of the class: one of Kaggle's, or a drawn one. */
const pet = (kind: 'cat' | 'dog', n: number): Uint8Array =>
  realPictures ? readFileSync(join(realPictures, `${kind}.${n}.jpg`)) : picture(kind === 'cat' ? RED : BLUE, n)

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
/** So many cats and dogs, each where `path` says. */
const pets = (from: number, count: number, path: (kind: 'cat' | 'dog', n: number) => string): Files =>
  Object.fromEntries((['cat', 'dog'] as const).flatMap((kind) => numbers(from, count).map((n) => [path(kind, n), pet(kind, n)])))
/** Pictures without a class, numbered from 1 as Kaggle numbers them. */
const unnamed = (count: number, folder: string): Files =>
  Object.fromEntries(numbers(1, count).map((n) => [`${folder}/${n}.jpg`, pet(n % 2 ? 'cat' : 'dog', 100 + n)]))

interface Expected {
  readonly layout: keyof typeof en.data.layouts
  readonly classes: readonly string[]
  /** Pictures with a class, by split. */
  readonly counts: readonly [train: number, val: number, test: number]
  readonly unlabelled?: number
  /** What is left out, by reason. */
  readonly skipped?: Readonly<Record<string, number>>
}
interface Case extends Expected {
  readonly name: string
  /** The folder that a person opens, and what is in it. */
  readonly folder: string
  readonly files: Files
}

const CASES: readonly Case[] = [
  {
    name: 'Kaggle 2013: train and test1, flat',
    folder: 'dogs-vs-cats',
    files: { ...pets(0, 10, (kind, n) => `train/${kind}.${n}.jpg`), ...unnamed(4, 'test1'), 'sampleSubmission.csv': 'id,label\n1,0.5\n' },
    layout: 'kaggle-flat',
    classes: ['cat', 'dog'],
    counts: [16, 4, 0],
    unlabelled: 4,
    skipped: { 'not-a-picture': 1 },
  },
  {
    name: 'Redux, unpacked twice: train/train and test/test',
    folder: 'redux',
    files: { ...pets(0, 10, (kind, n) => `train/train/${kind}.${n}.jpg`), ...unnamed(3, 'test/test') },
    layout: 'kaggle-flat',
    classes: ['cat', 'dog'],
    counts: [16, 4, 0],
    unlabelled: 3,
  },
  {
    name: 'Microsoft’s PetImages, with what cannot be decoded',
    folder: 'kagglecatsanddogs_5340',
    files: {
      ...pets(0, 10, (kind, n) => `PetImages/${kind === 'cat' ? 'Cat' : 'Dog'}/${n}.jpg`),
      'PetImages/Cat/666.jpg': '',
      'PetImages/Dog/11702.jpg': 'no picture',
      'PetImages/Cat/Thumbs.db': 'x',
      'PetImages/Dog/Thumbs.db': 'x',
      'readme[1].txt': 'about',
    },
    layout: 'pet-images',
    classes: ['Cat', 'Dog'],
    counts: [16, 4, 0],
    skipped: { empty: 1, hidden: 2, 'not-a-picture': 2 },
  },
  {
    name: 'cats_and_dogs_filtered: train and validation',
    folder: 'cats_and_dogs_filtered',
    files: {
      ...pets(0, 8, (kind, n) => `train/${kind}s/${kind}.${n}.jpg`),
      ...pets(8, 3, (kind, n) => `validation/${kind}s/${kind}.${n}.jpg`),
      'vectorize.py': '#',
    },
    layout: 'split-folders',
    classes: ['cats', 'dogs'],
    counts: [16, 6, 0],
    skipped: { 'not-a-picture': 1 },
  },
  {
    name: 'tongpython: training_set twice, test_set twice',
    folder: 'archive',
    files: {
      ...pets(1, 10, (kind, n) => `training_set/training_set/${kind}s/${kind}.${n}.jpg`),
      ...pets(11, 3, (kind, n) => `test_set/test_set/${kind}s/${kind}.${n}.jpg`),
      'training_set/training_set/cats/_DS_Store': 'x',
    },
    layout: 'split-folders',
    classes: ['cats', 'dogs'],
    counts: [16, 4, 6],
    skipped: { hidden: 1 },
  },
  {
    name: 'the article’s: data/train/cat and loose test pictures',
    folder: 'data',
    files: { ...pets(0, 10, (kind, n) => `train/${kind}/${kind}.${n}.jpg`), ...unnamed(4, 'test') },
    layout: 'split-folders',
    classes: ['cat', 'dog'],
    counts: [16, 4, 0],
    unlabelled: 4,
  },
  {
    name: 'a folder per class, with macOS litter',
    folder: 'pets',
    files: {
      ...pets(0, 10, (kind, n) => `${kind}/${n}.jpg`),
      '__MACOSX/cat/._0.jpg': 'x',
      'cat/.DS_Store': 'x',
      '.DS_Store': 'x',
    },
    layout: 'class-folders',
    classes: ['cat', 'dog'],
    counts: [16, 4, 0],
    skipped: { hidden: 3 },
  },
]

/** What the studio holds, once it is another dataset than before. */
async function opened(studio: Studio, open: () => Promise<void>) {
  const version = () => studio.page.evaluate(() => window.trainyard.getState().datasetVersion)
  await studio.goTo('data')
  const before = await version()
  await open()
  await expect.poll(version).toBe(before + 1)
  return studio.page.evaluate(() => {
    const { dataset, problems } = window.trainyard.getState()
    if (!dataset || problems.length > 0) throw new Error(JSON.stringify(problems))
    const { layout, classes, counts, unlabelled, skipped, fingerprint } = dataset
    const { train, val, test } = counts
    return { layout, classes: classes.map((c) => c.name), counts: [train, val, test], unlabelled, skipped: skipped.counts, fingerprint }
  })
}
/** Drops these, in place of what is open where something is. */
async function drop(studio: Studio, paths: readonly string[]): Promise<void> {
  const { page } = studio
  const isOpen = (await studio.pictures()) !== null
  await dropOn(page.getByTestId('drop-area'), paths, isOpen ? en.adding.dropHere : en.data.dropHere)
  if (isOpen) await page.getByRole('button', { name: en.adding.instead('').slice(0, -2) }).click()
}
const asFolder = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${folder}/${path}`, bytes]))

test('every layout, chosen, dropped, zipped, and its zip dropped', async ({ studio }, info) => {
  for (const [i, { name, folder, files, ...expected }] of CASES.entries())
    await test.step(name, async () => {
      const root = info.outputPath(String(i))
      const skipped: Readonly<Record<string, number>> = expected.skipped ?? {}
      const full = { unlabelled: 0, ...expected, skipped }
      // The browser wants whole paths of what is dropped.
      const path = resolve(writeFiles(join(root, folder), files))
      const zip = join(root, `${folder}.zip`)
      writeFiles(root, { [`${folder}.zip`]: await zipOf(asFolder(folder, files)) })
      const chosen = await opened(studio, () => studio.openFolder(path))
      expect(chosen).toMatchObject({ ...full, skipped: expect.anything() })
      const dropped = await opened(studio, () => drop(studio, [path]))
      // An input gives no hidden files, and handles leave out some of Windows' own: only the zip has them all.
      const { hidden: _, ...visible } = skipped
      expect(dropped).toMatchObject({ ...full, skipped: visible })
      const zipped = await opened(studio, () => studio.openZip(zip))
      // A zip's entries are not looked into before they are used: what is empty is known, what is no picture is found later.
      if (!skipped.empty) expect(zipped).toMatchObject(full)
      expect(zipped.skipped.hidden).toBe(skipped.hidden)
      expect(zipped.classes).toEqual(full.classes)
      const droppedZip = await opened(studio, () => drop(studio, [resolve(zip)]))
      expect(droppedZip).toEqual(zipped)
      expect(dropped.fingerprint, 'the same pictures, however they came').toBe(chosen.fingerprint)
    })
})

test('Kaggle’s dogs-vs-cats.zip: zips inside a zip, stored and deflated', async ({ studio }, info) => {
  const inner = {
    'train.zip': await zipOf(pets(0, 10, (kind, n) => `train/${kind}.${n}.jpg`)),
    'test1.zip': await zipOf(unnamed(4, 'test1')),
    'sampleSubmission.csv': 'id,label\n',
  }
  for (const level of [0, 6]) {
    const folder = writeFiles(info.outputPath(`level ${level}`), { 'dogs-vs-cats.zip': await zipOf(inner, { level }) })
    const found = await opened(studio, () => studio.openZip(`${folder}/dogs-vs-cats.zip`))
    expect(found).toMatchObject({ layout: 'kaggle-flat', classes: ['cat', 'dog'], counts: [16, 4, 0], unlabelled: 4 })
    await expect(studio.page.getByRole('grid', { name: en.pictures.title }).getByRole('img').first()).toBeVisible()
  }
})

test('several at once', async ({ studio }, info) => {
  await test.step('two class folders', async () => {
    const root = resolve(writeFiles(info.outputPath('two'), { ...pets(0, 10, (kind, n) => `${kind}s/${n}.jpg`) }))
    const found = await opened(studio, () => drop(studio, [join(root, 'cats'), join(root, 'dogs')]))
    expect(found).toMatchObject({ layout: 'class-folders', classes: ['cats', 'dogs'], counts: [16, 4, 0], unlabelled: 0 })
    await expect(studio.page.getByRole('heading', { name: 'cats + dogs' })).toBeVisible()
  })

  await test.step('a train folder and a test folder', async () => {
    const files = { ...pets(0, 10, (kind, n) => `train/${kind}.${n}.jpg`), ...unnamed(4, 'test1') }
    const root = resolve(writeFiles(info.outputPath('train and test'), files))
    const found = await opened(studio, () => drop(studio, [join(root, 'train'), join(root, 'test1')]))
    expect(found).toMatchObject({ classes: ['cat', 'dog'], counts: [16, 4, 0], unlabelled: 4 })
  })

  await test.step('train.zip and test1.zip, and class folders with a zip of another class', async () => {
    const root = resolve(
      writeFiles(info.outputPath('zips'), {
        'train.zip': await zipOf(pets(0, 10, (kind, n) => `train/${kind}.${n}.jpg`)),
        'test1.zip': await zipOf(unnamed(4, 'test1')),
        ...pets(0, 10, (kind, n) => `${kind}s/${n}.jpg`),
        'birds.zip': await zipOf(Object.fromEntries(numbers(0, 10).map((n) => [`${n}.jpg`, picture([120, 160, 40], n)]))),
      }),
    )
    const kaggle = await opened(studio, () => studio.openZip(join(root, 'train.zip'), join(root, 'test1.zip')))
    expect(kaggle).toMatchObject({ classes: ['cat', 'dog'], counts: [16, 4, 0], unlabelled: 4 })
    const mixed = ['cats', 'dogs', 'birds.zip'].map((name) => join(root, name))
    expect(mixed.map((path) => basename(path))).toHaveLength(3)
    const found = await opened(studio, () => drop(studio, mixed))
    expect(found).toMatchObject({ layout: 'class-folders', classes: ['birds', 'cats', 'dogs'], counts: [24, 6, 0] })
  })

  await test.step('let go of where nothing takes them, files do not replace the page', async () => {
    await studio.goTo('runs')
    const refused = await studio.page.getByRole('main').evaluate((target) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['x'], 'cat.0.jpg', { type: 'image/jpeg' }))
      return ['dragenter', 'dragover', 'drop'].map((type) => {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer })
        target.dispatchEvent(event)
        return event.defaultPrevented
      })
    })
    expect(refused).toEqual([true, true, true])
  })
})

test('breeds inside kinds: the page says which reading it took, and another gives other classes', async ({ studio }, info) => {
  const { page } = studio
  const breeds = pets(0, 10, (kind, n) => `${kind}/${kind === 'cat' ? (n % 2 ? 'persian' : 'siamese') : 'beagle'}/${n}.jpg`)
  const path = resolve(writeFiles(info.outputPath('pets'), breeds))
  const first = await opened(studio, () => studio.openFolder(path))
  expect(first).toMatchObject({ layout: 'class-folders', classes: ['cat', 'dog'] })
  const reading = page.getByRole('combobox', { name: en.data.readAs })
  await expect(reading).toHaveValue(en.data.layouts['class-folders'])
  await reading.click()
  await page.getByRole('option', { name: en.data.layouts['inner-folders'] }).click()
  await expect(reading).toHaveValue(en.data.layouts['inner-folders'])
  const classes = () => page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ name }) => name))
  await expect.poll(classes).toEqual(['beagle', 'persian', 'siamese'])
})

test('what is read wrongly by its nature, or not at all, is put right on the spot', async ({ studio }, info) => {
  const { page } = studio
  const classes = () => page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ name }) => name))
  const note = () => page.getByRole('alert').filter({ hasText: 'Only one class was found' })

  await test.step('opening failed: the message offers a name pattern, which shows what it gives before it is taken', async () => {
    const shots = pets(0, 8, (kind, n) => `${String(n).padStart(3, '0')}-${kind}.jpg`)
    const path = resolve(writeFiles(info.outputPath('shots'), { ...shots, 'odd.jpg': pet('cat', 99) }))
    await studio.goTo('data')
    await studio.openFolder(path)
    await expect(note()).toBeVisible()
    await note().getByText(en.reading.pattern.open).click()
    const pattern = note().getByRole('textbox', { name: READING.pattern.label.en })
    await pattern.fill('(')
    await expect(note().getByText('This is not understood')).toBeVisible()
    await pattern.fill('{n}-{label}')
    await expect(note().getByRole('status', { name: en.reading.pattern.preview })).toContainText('16 of 17 names fit')
    await note().getByRole('button', { name: en.reading.pattern.take }).click()
    await expect.poll(classes).toEqual(['cat', 'dog'])
    await expect(note()).toBeHidden()
    await expect(page.getByRole('combobox', { name: en.data.readAs })).toHaveValue(en.data.layouts['name-pattern'])
  })

  await test.step('opening failed: a split’s folders are the classes after all', async () => {
    const files = Object.fromEntries(
      ['train', 'test'].flatMap((folder, i) => numbers(0, 6).map((n) => [`${folder}/${n}.jpg`, pet(i ? 'dog' : 'cat', n)])),
    )
    await studio.openFolder(resolve(writeFiles(info.outputPath('toys'), files)))
    // What is open still has its own names to try a pattern on.
    await expect(page.getByRole('region', { name: en.data.readAs })).toContainText('16 of 17 names fit')
    await note().getByRole('combobox', { name: en.reading.offer }).click()
    await page.getByRole('option', { name: en.data.layouts['class-folders'] }).click()
    await expect.poll(classes).toEqual(['test', 'train'])
  })

  await test.step('films that straddle a thin validation split: split anew, and kept together; masks taken by their switch', async () => {
    const frames = (split: string, clip: number, from: number, count: number) =>
      pets(from, count, (kind, n) => `${split}/${kind}/clip${clip}_frame_${n}.jpg`)
    const files = {
      ...Object.assign({}, ...numbers(1, 4).map((clip) => frames('train', clip, 0, 8))),
      ...frames('val', 1, 8, 1),
      'train/cat/clip1_frame_0_mask.png': pet('cat', 0),
    }
    await studio.openFolder(resolve(writeFiles(info.outputPath('films'), files)))
    const counts = () => page.evaluate(() => window.trainyard.getState().dataset?.counts)
    await expect.poll(counts).toEqual({ train: 64, val: 2, test: 0 })
    const together = page.getByRole('region', { name: en.reading.groups.title })
    await expect(together).toContainText('8 films in 66 pictures')
    await expect(together).toContainText('2 pictures that are held out have a neighbour in training')
    await together.getByRole('button', { name: READING.splitAnew.label.en }).click()
    await expect(together).toContainText(en.reading.groups.none)
    await expect(together.getByRole('switch')).toBeChecked()
    await page.getByRole('switch', { name: READING.takeAll.label.en }).click()
    await expect.poll(async () => Object.values((await counts()) ?? {}).reduce((sum, n) => sum + n, 0)).toBe(67)
    await page.getByRole('button', { name: en.reading.useFolders }).click()
    await expect.poll(async () => (await counts())?.val).toBe(2)
  })

  await test.step('a zip from a Chinese system: names as they are guessed, and in another encoding once it is chosen', async () => {
    const gbk = new Map([
      ['猫', [0xc3, 0xa8]],
      ['狗', [0xb9, 0xb7]],
    ])
    const encode = (name: string) => Uint8Array.from([...name].flatMap((c) => gbk.get(c) ?? [c.charCodeAt(0)]))
    const files = Object.fromEntries(
      ['猫', '狗'].flatMap((kind, k) => numbers(0, 40).map((n) => [`${kind}/${n}.jpg`, picture(k ? BLUE : RED, n, k ? 96 : 64)])),
    )
    const zip = info.outputPath('old.zip')
    writeFileSync(zip, await zipOf(files, { encode }))
    await studio.openZip(zip)
    await expect.poll(classes).toEqual(['狗', '猫'])
    const names = page.getByRole('combobox', { name: en.data.codePage })
    await expect(names).toHaveValue(en.data.codePages.gb18030)
    await names.click()
    await page.getByRole('option', { name: en.data.codePages['windows-1252'] }).click()
    await expect.poll(classes).toEqual(['¹·', 'Ã¨'])
    await expect(names).toBeFocused()
  })

  await test.step('the check says that size alone would tell these classes apart', async () => {
    const note = page.getByText(en.pictures.health.shortcutTodo)
    await expect(note).toBeHidden()
    await page.getByRole('button', { name: en.pictures.health.start }).click()
    await expect(note).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText(/^The classes can be told apart by .* alone: right in 100% of pictures, guessing in 50%/)).toBeVisible()
  })
})
