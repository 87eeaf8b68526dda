/**
 * The map of the pictures: how long 25,000 rows of 512 numbers take to be laid out on one thread, how far its neighbours are to be trusted (scikit-learn), and
 * how long the page is busy at a time while a map of as many pictures is moved about.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import { layOut } from '../../workers/embedding/layout'
import { uniform } from '../../workers/random'
import { openStudio } from '../studio'
import { setRecipe } from '../train/page'
import { train } from '../train/session'
import { type BenchOptions, type Row, rowAlone } from './row'
import { longestTask } from './smooth/tasks'

declare const window: Window & AutomationWindow

const PICTURES = 25_000
const WIDTH = 512
/** Of the made-up rows: kinds, and directions in which those of one kind differ. */
const [KINDS, DIRECTIONS] = [40, 6]

/** Rows as pooled features are: not below zero, of kinds that differ within in a few directions of their own, with a little noise. */
function madeUp(n: number): Float32Array {
  const normal = (...keys: number[]) => Math.sqrt(-2 * Math.log(1 - uniform(1, ...keys))) * Math.cos(2 * Math.PI * uniform(2, ...keys))
  const direction = Float32Array.from({ length: KINDS * (DIRECTIONS + 1) * WIDTH }, (_, at) => normal(3, at))
  const values = new Float32Array(n * WIDTH)
  for (let row = 0; row < n; row++) {
    const kind = row % KINDS
    const own = Array.from({ length: DIRECTIONS }, (_, d) => 0.7 * normal(4, row, d))
    for (let k = 0; k < WIDTH; k++) {
      const at = (d: number) => direction[(kind * (DIRECTIONS + 1) + d) * WIDTH + k]!
      let value = at(DIRECTIONS) + 0.2 * (uniform(5, row, k) - 0.5)
      for (let d = 0; d < DIRECTIONS; d++) value += own[d]! * at(d)
      values[row * WIDTH + k] = Math.max(0, value)
    }
  }
  return values
}

function ofLayout({ features, pictures }: BenchOptions): Row[] {
  const n = Number(pictures ?? PICTURES)
  const given = typeof features === 'string' ? new Float32Array(new Uint8Array(readFileSync(features)).buffer) : madeUp(n)
  const values = given.slice(0, n * WIDTH)
  const [began, before] = [performance.now(), process.cpuUsage()]
  const places = layOut({ values, width: WIDTH }, 1, () => {})
  const clock = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(before)
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-map-'))
  try {
    const [rowsFile, placesFile] = [join(folder, 'rows'), join(folder, 'places')]
    writeFileSync(rowsFile, new Uint8Array(values.buffer))
    writeFileSync(placesFile, new Uint8Array(places.buffer))
    const judge = ['tools/bench/map/trustworthiness.py', rowsFile, String(WIDTH)]
    const ours = Number(python([...judge, placesFile]))
    const theirs = python([...judge, 'umap'])
    const peer = theirs === null ? null : Number(theirs)
    return [
      rowAlone(`${n.toLocaleString('en')} pictures laid out: by the clock`, 's', clock),
      rowAlone(`${n.toLocaleString('en')} pictures laid out: processor time`, 's', (user + system) / 1e6),
      {
        name: 'trustworthiness, 15 neighbours',
        unit: '0..1',
        ours,
        peer: peer === null ? null : 'umap-learn',
        theirs: peer,
        ratio: peer === null ? null : ours / peer,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a script prints; null where it cannot run, as without umap-learn. */
function python(args: readonly string[]): string | null {
  const { status, stdout } = spawnSync('/usr/bin/python3', args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

/** A picture of 32 x 32 points whose 16 fields have colours of their own, as a BMP. Runs in the page. */
function openPictures(count: number): Promise<boolean> {
  const side = 32
  const files = Array.from({ length: count }, (_, n) => {
    const bytes = new Uint8Array(54 + 3 * side * side)
    const view = new DataView(bytes.buffer)
    bytes.set([0x42, 0x4d])
    view.setUint32(2, bytes.length, true)
    view.setUint32(10, 54, true)
    view.setUint32(14, 40, true)
    view.setInt32(18, side, true)
    view.setInt32(22, side, true)
    view.setUint16(26, 1, true)
    view.setUint16(28, 24, true)
    for (let at = 0; at < side * side; at++) {
      const field = (Math.floor(at / side / 8) << 2) | Math.floor((at % side) / 8)
      for (let c = 0; c < 3; c++) bytes[54 + 3 * at + c] = 127 + 120 * Math.sin(0.013 * n * (1 + (field % 5)) + field + 2 * c + (n % 2))
    }
    return new File([bytes], `${n % 2 ? 'dog' : 'cat'}.${n}.bmp`)
  })
  return window.trainyard.openFiles(files)
}

async function ofPage({ pictures }: BenchOptions): Promise<Row[]> {
  const n = Number(pictures ?? PICTURES)
  const studio = await openStudio({ gpu: 'none' })
  try {
    const { page, url } = studio
    const browser = page.context().browser()
    if (!browser) throw new Error('no browser behind the page')
    await page.goto(`${url}#/data`)
    if (!(await page.evaluate(openPictures, n))) throw new Error('the pictures could not be opened')
    await setRecipe(page, { strategy: 'feature-extraction', epochs: 1, cachedViews: 1, limit: 60, imageSize: 32, backend: 'wasm' })
    await train(page, { onMoment: () => {} })
    await page.goto(`${url}#/data/map`)
    let seconds = 0
    const laid = await longestTask(browser, page, async () => {
      seconds = await page.evaluate(async () => {
        const began = performance.now()
        await window.trainyard.getState().layMap()
        return (performance.now() - began) / 1000
      })
      await page.getByRole('application').waitFor()
    })
    const canvas = page.getByRole('application')
    const moved = await longestTask(browser, page, async () => {
      await canvas.hover()
      for (let i = 0; i < 30; i++) await page.mouse.wheel(0, i % 6 < 4 ? -240 : 480)
      await canvas.focus()
      for (const key of ['0', '+', '+', 'ArrowLeft', 'ArrowUp', '0']) await page.keyboard.press(key)
      const box = (await canvas.boundingBox())!
      await page.mouse.move(box.x + 30, box.y + 30)
      for (let i = 0; i < 20; i++) await page.mouse.move(box.x + 30 + 15 * i, box.y + 40 + 10 * i)
      await page.keyboard.down('Shift')
      await page.mouse.move(box.x + 5, box.y + 5)
      await page.mouse.down()
      for (const [x, y] of [
        [1, 0],
        [1, 1],
        [0, 1],
      ] as const)
        await page.mouse.move(box.x + 5 + x * (box.width - 10), box.y + 5 + y * (box.height - 10), { steps: 10 })
      await page.mouse.up()
      await page.keyboard.up('Shift')
      await page.getByText(en.pictures.selected(n)).waitFor()
    })
    return [
      rowAlone(`${n.toLocaleString('en')} pictures looked at and laid out in the page: by the clock`, 's', seconds),
      rowAlone('longest task of the page while they are laid out: processor time', 'ms', laid.processor),
      rowAlone('longest task of the page while they are laid out: by the clock', 'ms', laid.clock),
      rowAlone('longest task of the page while the map is moved and a line selects all: processor time', 'ms', moved.processor),
      rowAlone('longest task of the page while the map is moved and a line selects all: by the clock', 'ms', moved.clock),
    ]
  } finally {
    await studio.close()
  }
}

/** Options: `--pictures` (25,000), `--features FILE` (f32, rows of 512: real ones in place of the made-up), `--layout` or `--page` for one half alone. */
export async function run(options: BenchOptions): Promise<Row[]> {
  return [...(options.page ? [] : ofLayout(options)), ...(options.layout ? [] : await ofPage(options))]
}
