/**
 * How fast pictures come in: the index of 25,000 files and of a 25,000-entry zip, a table of 100,000 labels, the health check, and decode + augment beside
 * torchvision's DataLoader on the same pictures. `--size 64` for another size,
 * `--limit 500` for fewer pictures, `--only decode` without the index, `--only opening` with nothing else, `--only labels` the table alone.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { openHarness } from '../harness'
import { labelRows } from './data/labels'
import { openingRows } from './data/opening'
import { type Bench, ratio, rowAlone } from './row'

const WORKERS = 2
const PICTURES = resolve('../shared/data/dogs-vs-cats/train')

/** Fetches the pictures into the page once and keeps them in `globalThis.bench`. */
async function setUp(page: Page, names: readonly string[]): Promise<void> {
  await page.evaluate(
    async ([names, workers]) => {
      const at = (name: string): string => `/workers/data/${name}.ts`
      const { DecodePool } = (await import(at('decode/pool'))) as typeof import('../../workers/data/decode/pool')
      const { indexDataset } = (await import(at('dataset/dataset'))) as typeof import('../../workers/data/dataset/dataset')
      const { loadBatches } = (await import(at('batches/loader'))) as typeof import('../../workers/data/batches/loader')
      const { checkHealth } = (await import(at('health/health'))) as typeof import('../../workers/data/health/health')
      const items: { kind: 'file'; path: string; file: File }[] = []
      for (const name of names)
        items.push({ kind: 'file', path: `train/${name}`, file: new File([await (await fetch(`/files/${name}`)).blob()], name) })
      const signal = new AbortController().signal
      const dataset = await indexDataset({ kind: 'items', items }, { seed: 1, valFraction: 0.2 }, () => undefined, signal)
      const pool = new DecodePool(workers)
      const augmentation = {
        cropScaleMin: 0.08,
        cropRatio: 4 / 3,
        flip: 0.5,
        rotation: 0,
        jitter: 0,
        erasing: 0,
        policy: 'none',
        policyOps: 2,
        policyMagnitude: 9,
      } as const
      let epoch = 0
      const bench = {
        async epoch(size: number): Promise<number> {
          epoch++
          const keys = { kind: 'train', seed: 1, epoch, size, transparency: 'white', augmentation } as const
          const order = Array.from(dataset.samples, (s) => s.id)
          const start = performance.now()
          let count = 0
          for await (const batch of loadBatches({
            pool,
            samples: dataset.samples,
            order,
            request: (index) => ({ ...keys, index }),
            batchSize: 32,
          }))
            count += batch.ids.length
          return (count / (performance.now() - start)) * 1000
        },
        async keep(): Promise<void> {
          if ((await pool.keepDecoded(3e9)) === 0) throw new Error('this browser gives no room for decoded pictures')
        },
        async health(): Promise<number> {
          const health = await checkHealth(dataset, pool, () => undefined, signal)
          return (health.checked / health.milliseconds) * 1000
        },
      }
      Object.assign(globalThis, { bench })
    },
    [names, WORKERS] as const,
  )
}

interface InPage {
  bench: { epoch(size: number): Promise<number>; keep(): Promise<void>; health(): Promise<number> }
}

/** Pictures a second of torchvision's DataLoader; null where python3 has no torchvision. */
function torchvision(size: number, names: readonly string[]): number | null {
  const script = fileURLToPath(new URL('data.py', import.meta.url))
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
  const { stdout, status } = spawnSync(python, [script, PICTURES, String(size), String(WORKERS)], {
    encoding: 'utf8',
    input: names.join('\n'),
  })
  return status === 0 ? Number(stdout) : null
}

export const run: Bench = async (options) => {
  if (!existsSync(PICTURES)) throw new Error('The benchmark needs the pictures in ../shared/data/dogs-vs-cats/train')
  const size = Number(options.size ?? 224)
  const all = readdirSync(PICTURES)
  const step = Math.max(1, all.length / Number(options.limit ?? all.length))
  const names = Array.from({ length: Math.floor(all.length / step) }, (_, i) => all[Math.floor(i * step)]!)
  if (options.only === 'labels') return labelRows()
  const rows = options.only === 'decode' ? [] : await openingRows()
  if (options.only === 'opening') return rows
  if (options.only !== 'decode') rows.push(...(await labelRows()))
  const harness = await openHarness(new Map(names.map((name) => [name, () => readFileSync(join(PICTURES, name))])))
  try {
    await harness.page.goto(harness.page.url())
    await setUp(harness.page, names)
    const epoch = (): Promise<number> => harness.page.evaluate((px) => (globalThis as unknown as InPage).bench.epoch(px), size)
    await epoch() // warms the workers' code up
    // In turns, so that whatever else the machine does falls on both; the best of each.
    const ours: number[] = []
    const theirs: (number | null)[] = []
    for (let i = 0; i < 2; i++) {
      theirs.push(torchvision(size, names))
      ours.push(await epoch())
    }
    rows.push(rowAlone('health check', 'images/s', await harness.page.evaluate(() => (globalThis as unknown as InPage).bench.health())))
    await harness.page.evaluate(() => (globalThis as unknown as InPage).bench.keep())
    await epoch() // fills the cache
    const warm = Math.max(await epoch(), await epoch())

    const peer = theirs.includes(null) ? null : Math.max(...theirs.map(Number))
    const compared = { unit: 'images/s', peer: peer === null ? null : `torchvision DataLoader, ${WORKERS} workers`, theirs: peer }
    const best = Math.max(...ours)
    rows.push({ name: `decode + augment at ${size} px`, ...compared, ours: best, ratio: ratio(best, peer, 'more') })
    rows.push({ name: `augment at ${size} px, cache warm`, ...compared, ours: warm, ratio: ratio(warm, peer, 'more') })
    return rows
  } finally {
    await harness.close()
  }
}
