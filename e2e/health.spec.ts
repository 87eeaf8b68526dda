/** The health check in a real Chromium: planted leaks, copies and swapped labels are found, and nothing among pictures that are all different. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Harness, openHarness } from '../tools/harness'

const PICTURES = '../shared/data/dogs-vs-cats'
const real = existsSync(PICTURES)

/** Names under `train/`, 250 of each class. */
const names = real ? ['cat', 'dog'].flatMap((pet) => Array.from({ length: 250 }, (_, i) => `train/${pet}.${i}.jpg`)) : []
/** Kaggle's own: the first two pairs byte for byte, the last one the same photograph under another name. */
const twins = real ? [224, 267, 750, 789].map((n) => `test1/${n}.jpg`) : []

let harness: Harness
test.beforeAll(async () => {
  if (real) expect(readdirSync(join(PICTURES, 'train')).length).toBeGreaterThan(500)
  harness = await openHarness(new Map([...names, ...twins].map((name) => [name, () => readFileSync(join(PICTURES, name))])))
})
test.afterAll(() => harness.close())

test(`finds what was planted among 500 ${real ? 'real' : 'drawn'} pictures and raises no false alarm`, async () => {
  test.setTimeout(120_000)
  const found = await harness.page.evaluate(
    async ([real, names, twins]) => {
      const at = (name: string): string => `/workers/data/${name}.ts`
      const { DecodePool } = (await import(at('decode/pool'))) as typeof import('../workers/data/decode/pool')
      const { indexDataset } = (await import(at('dataset/dataset'))) as typeof import('../workers/data/dataset/dataset')
      const { checkHealth } = (await import(at('health/health'))) as typeof import('../workers/data/health/health')
      const { reportOf } = (await import(at('health/findings'))) as typeof import('../workers/data/health/findings')
      const { drawPets } = (await import(at('files/pets'))) as typeof import('../workers/data/files/pets')
      const signal = new AbortController().signal
      const pictures = new Map<string, File>()
      const fetched = async (name: string) => new File([await (await fetch(`/files/${name}`)).blob()], name)
      if (real) for (const name of [...names, ...twins]) pictures.set(name, await fetched(name))
      else
        for (const item of await drawPets(500, 9, () => undefined, signal))
          if (item.kind === 'file') pictures.set(item.path.replace('drawn/', 'train/').replace(/(cat|dog)\//, '$1.'), item.file)

      const again = async (name: string, scale: number, quality: number): Promise<File> => {
        const bitmap = await createImageBitmap(pictures.get(name)!)
        const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
        const context = canvas.getContext('2d')!
        context.imageSmoothingQuality = 'high'
        context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
        return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality })], name)
      }
      const originals = [...pictures].map(([path, file]) => ({ kind: 'file', path, file }) as const)
      const planted = [
        { kind: 'file', path: 'train/cat.9001.jpg', file: await again('train/cat.1.jpg', 1, 0.4) },
        { kind: 'file', path: 'train/dog.9002.jpg', file: await again('train/dog.2.jpg', 0.5, 0.8) },
        { kind: 'file', path: 'train/dog.9003.jpg', file: pictures.get('train/cat.3.jpg')! },
        { kind: 'file', path: 'train/cat.9004.jpg', file: await again('train/dog.4.jpg', 0.7, 0.6) },
        { kind: 'file', path: 'train/cat.9005.jpg', file: pictures.get('train/cat.5.jpg')! },
        {
          kind: 'file',
          path: 'train/cat.9006.jpg',
          file: new File([(await pictures.get('train/cat.6.jpg')!.arrayBuffer()).slice(0, 3000)], 'cut'),
        },
      ] as const
      const check = async (items: readonly (typeof originals)[number][]) => {
        const dataset = await indexDataset({ kind: 'items', items }, { seed: 1, valFraction: 0.2 }, () => undefined, signal)
        const pool = new DecodePool(2)
        const health = await checkHealth(dataset, pool, () => undefined, signal)
        const { groups } = health
        const report = reportOf(health, dataset)
        pool.dispose()
        const path = (id: number): string => dataset.samples[id]!.path
        return {
          seconds: report.milliseconds / 1000,
          checked: report.checked,
          findings: report.findings.map((f) => `${f.problem}: ${f.ids.map(path).join(' = ')}`),
          shortcuts: report.shortcuts,
          grouped: groups.filter((group, i) => group !== i).length,
        }
      }
      return { clean: await check(originals), dirty: await check([...originals, ...planted]) }
    },
    [real, names, twins] as const,
  )
  const again = (findings: readonly string[]) =>
    findings.map((f) => f.replace(/^(leak|near-duplicate|duplicate): train/, 'again: train')).sort()
  const pairs = real
    ? [
        'duplicate: test1/224.jpg = test1/267.jpg',
        'duplicate: test1/750.jpg = test1/789.jpg',
        'again: train/dog.180.jpg = train/dog.74.jpg',
      ]
    : []
  expect(found.clean.checked).toBe(500 + twins.length)
  expect(again(found.clean.findings)).toEqual(pairs.toSorted())
  expect(found.clean.shortcuts).toEqual([])
  expect(again(found.dirty.findings)).toEqual(
    [
      ...pairs,
      'again: train/cat.1.jpg = train/cat.9001.jpg',
      'again: train/dog.2.jpg = train/dog.9002.jpg',
      'two-labels: train/cat.3.jpg = train/dog.9003.jpg',
      'two-labels: train/cat.9004.jpg = train/dog.4.jpg',
      'again: train/cat.5.jpg = train/cat.9005.jpg',
      'cannot-decode: train/cat.9006.jpg',
    ].sort(),
  )
  test.info().annotations.push({ type: 'pictures a second', description: (found.dirty.checked / found.dirty.seconds).toFixed(0) })
})

test('a picture that is learnt from and held out too is a leak: copied, or re-compressed and smaller', async () => {
  const findings = await harness.page.evaluate(
    async ([real, names]) => {
      const at = (name: string): string => `/workers/data/${name}.ts`
      const { DecodePool } = (await import(at('decode/pool'))) as typeof import('../workers/data/decode/pool')
      const { indexDataset } = (await import(at('dataset/dataset'))) as typeof import('../workers/data/dataset/dataset')
      const { DatasetCare } = (await import(at('health/care'))) as typeof import('../workers/data/health/care')
      const { drawPets } = (await import(at('files/pets'))) as typeof import('../workers/data/files/pets')
      const signal = new AbortController().signal
      const files: File[] = []
      if (real) for (const name of names) files.push(new File([await (await fetch(`/files/${name}`)).blob()], name))
      else for (const item of await drawPets(names.length, 11, () => undefined, signal)) if (item.kind === 'file') files.push(item.file)
      const smaller = async (file: File): Promise<File> => {
        const bitmap = await createImageBitmap(file)
        const canvas = new OffscreenCanvas(Math.round(bitmap.width * 0.6), Math.round(bitmap.height * 0.6))
        const context = canvas.getContext('2d')!
        context.imageSmoothingQuality = 'high'
        context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
        return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.6 })], 'smaller')
      }
      // Half of the pictures are cats; the last three of each class are held out.
      const half = names.length / 2
      const place = (i: number) => `${i % half < half - 3 ? 'train' : 'validation'}/${i < half ? 'cat' : 'dog'}/${i}.jpg`
      const items = [
        ...files.map((file, i) => ({ kind: 'file', path: place(i), file }) as const),
        { kind: 'file', path: 'validation/cat/copy.jpg', file: files[1]! } as const,
        { kind: 'file', path: 'validation/dog/again.jpg', file: await smaller(files[half + 2]!) } as const,
        { kind: 'file', path: 'test/1.jpg', file: await smaller(files[3]!) } as const,
      ]
      const options = { seed: 1, valFraction: 0.2 }
      const dataset = await indexDataset({ kind: 'items', items }, options, () => undefined, signal)
      const care = await DatasetCare.of(dataset, options, { read: () => Promise.resolve(undefined), update: () => Promise.resolve() })
      const pool = new DecodePool(2)
      const report = await care.check(pool, () => undefined, signal)
      pool.dispose()
      const path = (id: number): string => dataset.samples[id]!.path
      return report.findings.map((f) => `${f.problem}: ${f.ids.map(path).join(' = ')}, leave out ${f.leaveOut.map(path).join(', ')}`)
    },
    [real, real ? [...names.slice(10, 30), ...names.slice(260, 280)] : new Array<string>(40).fill('')] as const,
  )
  // What is held out stays, so that the figure it gives is one of pictures never learnt from.
  expect(findings.sort()).toEqual([
    'leak: test/1.jpg = train/cat/3.jpg, leave out train/cat/3.jpg',
    'leak: train/cat/1.jpg = validation/cat/copy.jpg, leave out train/cat/1.jpg',
    'leak: train/dog/22.jpg = validation/dog/again.jpg, leave out train/dog/22.jpg',
  ])
})
