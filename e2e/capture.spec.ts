/** Three classes captured from a camera, trained and recognised again; and what is captured survives a reload. The camera is Chromium's, showing a film of three things in turn. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import type { AutomationWindow } from '../src/app/automation'
import { launchOptions } from '../tools/chromium'
import { readCapturedName } from '../workers/protocol/captured'
import { en, expect, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

/** What the film shows: a colour to know it by in the video, with a pattern on it for the network. */
const THINGS = {
  ball: { rgb: [200, 40, 40], pattern: '<circle cx="320" cy="240" r="150" fill="#e8e8e8"/>' },
  leaf: { rgb: [40, 170, 60], pattern: '<path d="M320 80V400M160 240H480" stroke="#103010" stroke-width="60"/>' },
  book: { rgb: [40, 70, 200], pattern: '<rect x="200" y="60" width="240" height="360" fill="#f0e060"/>' },
} as const
type Thing = keyof typeof THINGS
const NAMES = Object.keys(THINGS) as Thing[]

/** Chromium plays a file of JPEGs at 30 frames a second, over and over. Its sides must be even: with odd ones its camera process dies. */
const FRAMES_EACH = 120
const SIDES = { width: 640, height: 480 }
const FILM = join('test-results', '.camera', 'three-things.mjpeg')

/** Frames of one thing: it moves a little, so that no two pictures are the same. */
async function framesOf({ rgb, pattern }: (typeof THINGS)[Thing]): Promise<Buffer[]> {
  const few = await Promise.all(
    Array.from({ length: 15 }, (_, i) => {
      const moved = `<g transform="translate(${4 * i - 28} ${3 * (i % 5) - 6})">${pattern}</g>`
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" width="640" height="480"><rect width="640" height="480" fill="rgb(${rgb.join(',')})"/>${moved}</svg>`
      return sharp(Buffer.from(svg)).resize(SIDES).jpeg({ quality: 85 }).toBuffer()
    }),
  )
  return Array.from({ length: FRAMES_EACH }, (_, i) => few[i % few.length]!)
}

const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${FILM}`]
test.use({ launchOptions: launchOptions('software', args) })
test.beforeAll(async () => {
  mkdirSync(join('test-results', '.camera'), { recursive: true })
  const frames = await Promise.all(NAMES.map((name) => framesOf(THINGS[name])))
  writeFileSync(FILM, Buffer.concat(frames.flat()))
})

/** Which thing the upper left corner of a picture is the colour of; null while the video shows none. */
const thingOf = (corner: readonly number[]): Thing | null =>
  NAMES.find((name) => THINGS[name].rgb.every((level, c) => Math.abs(level - (corner[c] ?? -99)) < 35)) ?? null

const shownIn = (video: Locator): Promise<Thing | null> =>
  video
    .evaluate((element: HTMLVideoElement) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d')
      if (!context || element.videoWidth === 0) return []
      context.drawImage(element, 8, 30, 8, 8, 0, 0, 1, 1)
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)]
    })
    .then(thingOf)

/** The things in the order that they come in from now on: none is waited for that has just gone by. */
async function comingOn(video: Locator): Promise<Thing[]> {
  const shown = await shownIn(video)
  const next = shown ? NAMES.indexOf(shown) + 1 : 0
  return [...NAMES.slice(next), ...NAMES.slice(0, next)]
}

/** Waits until the camera has just begun to show it: then nearly a whole stretch of the film is ahead. */
async function begins(video: Locator, thing: Thing): Promise<void> {
  await expect.poll(async () => (await shownIn(video)) !== thing, { intervals: [20], timeout: 30_000 }).toBe(true)
  await expect.poll(() => shownIn(video), { intervals: [20], timeout: 30_000 }).toBe(thing)
}

/** The captured pictures as they lie in the browser's files: for each class names and the colour of a corner. */
const onDisk = (page: Page) =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('captures')
    const found: Record<string, { name: string; width: number; height: number; corner: number[] }[]> = {}
    for await (const within of folder.values()) {
      if (within.kind !== 'directory') continue
      const list: (typeof found)[string] = []
      found[within.name] = list
      for await (const file of within.values()) {
        if (file.kind !== 'file') continue
        const bitmap = await createImageBitmap(await file.getFile())
        const context = new OffscreenCanvas(1, 1).getContext('2d')
        context?.drawImage(bitmap, 6, 20, 4, 4, 0, 0, 1, 1)
        const corner = [...(context?.getImageData(0, 0, 1, 1).data.slice(0, 3) ?? [])]
        list.push({ name: file.name, width: bitmap.width, height: bitmap.height, corner })
      }
      list.sort((a, b) => a.name.localeCompare(b.name))
    }
    return found
  })

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
const pictures = (page: Page, name: string) => card(page, name).getByRole('img')

async function openCapture({ page }: Studio): Promise<void> {
  await page.goto('/#/data')
  await page.getByRole('link', { name: en.capture.open, exact: true }).click()
  await page.getByRole('button', { name: en.webcam.start }).click()
  await expect.poll(() => shownIn(page.locator('video')), { timeout: 30_000 }).not.toBeNull()
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('textbox', { name: en.capture.nameLabel(from) }).fill(to)
  await page.keyboard.press('Enter')
  await expect(card(page, to)).toBeVisible()
}

/**
 * Holds the class's button while the camera shows the thing, until it has so many more pictures. What reaches into the next thing is taken back and held again.
 * @param inPassing without waiting for its beginning, where it is shown
 */
async function capture(page: Page, thing: Thing, more: number, press: 'mouse' | 'keyboard', inPassing = false): Promise<void> {
  const button = card(page, thing).getByRole('button', { name: en.capture.holdLabel(thing) })
  const video = page.locator('video')
  const before = (await onDisk(page))[thing]?.length ?? 0
  const down = async () => {
    if (press === 'keyboard') return page.keyboard.down(' ')
    await button.hover()
    return page.mouse.down()
  }
  for (let attempt = 1; ; attempt++) {
    await button.focus()
    if (!inPassing || attempt > 1 || (await shownIn(video)) !== thing) await begins(video, thing)
    await down()
    const badge = page.getByText(new RegExp(`^${thing}: \\d+$`))
    const count = async () => Number(/\d+$/.exec((await badge.textContent({ timeout: 200 }).catch(() => '')) ?? '')?.[0] ?? 0)
    await expect.poll(async () => (await count()) >= more || (await shownIn(video)) !== thing, { intervals: [20] }).toBe(true)
    await (press === 'keyboard' ? page.keyboard.up(' ') : page.mouse.up())
    await expect(badge).toBeHidden()
    const own = (await onDisk(page))[thing]!.slice(before)
    if (own.length >= more && own.every(({ corner }) => thingOf(corner) === thing)) return
    expect(attempt, `${own.length} pictures, of ${own.map(({ corner }) => thingOf(corner))}`).toBeLessThan(5)
    if (own.length > 0) await page.getByRole('button', { name: en.capture.undo }).click()
    // Pictures are taken away one after another: only then is the folder looked at again.
    await expect(card(page, thing).getByText(before === 0 ? en.capture.none : new RegExp(`^${before} `))).toBeVisible()
    await expect.poll(() => pictures(page, thing).count()).toBe(Math.min(before, 15))
  }
}

test('somebody captures three classes by webcam, trains, and the tab tells them apart', async ({ studio }) => {
  test.setTimeout(420_000)
  const { page } = studio
  await openCapture(studio)

  await test.step('names three classes and holds their buttons, twice each', async () => {
    await page.getByRole('button', { name: en.capture.add }).click()
    for (const [i, name] of NAMES.entries()) await rename(page, en.capture.className(i + 1), name)
    await expect(page.getByRole('button', { name: en.capture.use })).toHaveAttribute('aria-disabled', 'true')
    for (const name of await comingOn(page.locator('video')))
      for (const [i, press] of (['mouse', 'keyboard'] as const).entries()) {
        // The second hold in the stretch of the first.
        await capture(page, name, 5, press, i > 0)
        await expect(card(page, name).getByText(en.capture.holds(i + 1))).toBeVisible()
      }
  })

  await test.step('about ten a second, 320 px on the shorter side, each class of its own colour', async () => {
    const found = await onDisk(page)
    expect(Object.keys(found).sort()).toEqual(NAMES.toSorted())
    for (const name of NAMES) {
      expect(found[name]!.length).toBeGreaterThanOrEqual(10)
      for (const { width, height } of found[name]!) expect([width, height]).toEqual([427, 320])
      await expect(pictures(page, name).first()).toBeVisible()
    }
  })

  await test.step('uses them: no hold is on both sides of the split', async () => {
    await page.getByRole('button', { name: en.capture.use }).click()
    await expect(page).toHaveURL(/#\/data$/)
    const rows = await page.evaluate(() => window.trainyard.trainer.dataset.splitRows())
    expect(new Set(rows.map((row) => row.className))).toEqual(new Set(NAMES))
    const sides = new Map<string, Set<string>>()
    for (const { path, className, split } of rows) {
      const hold = `${className} ${readCapturedName(path.split('/').at(-1)!)?.hold}`
      sides.set(hold, (sides.get(hold) ?? new Set()).add(split))
    }
    expect([...sides.values()].map((set) => set.size)).toEqual([1, 1, 1, 1, 1, 1])
    expect(new Set(rows.map((row) => row.split))).toEqual(new Set(['train', 'val']))
  })

  await test.step('trains', async () => {
    await studio.setRecipe({ strategy: 'feature-extraction', epochs: 12, imageSize: 64, backend: 'wasm', batchSize: 8, patience: 0 })
    await studio.pressTrain()
    await studio.waitForEnd(120_000)
  })

  await test.step('shows them to the camera again', async () => {
    await studio.goTo('use')
    await page.getByRole('button', { name: en.webcam.start }).click()
    const top = page.getByRole('list', { name: en.scores.probability }).locator('li[data-top=true]')
    const video = page.locator('video')
    await expect.poll(() => shownIn(video), { timeout: 30_000 }).not.toBeNull()
    for (const name of await comingOn(video)) {
      await begins(video, name)
      // The answer to the first frames of it.
      await expect(top).toContainText(name, { timeout: 3000 })
      expect(await shownIn(video)).toBe(name)
    }
  })
})

test('what is captured survives a reload, can be deleted picture by picture and class by class, and all of it undone', async ({
  studio,
}) => {
  const { page } = studio
  const wide = page.viewportSize()!
  await page.setViewportSize({ width: 390, height: 844 })
  await openCapture(studio)
  // On a phone nothing lies over what the camera is set by.
  const mirror = page.getByRole('switch', { name: en.webcam.mirror })
  for (const mirrored of [false, true]) {
    await mirror.click()
    await expect(mirror).toBeChecked({ checked: mirrored })
  }
  await page.setViewportSize(wide)
  await rename(page, en.capture.className(1), 'ball')
  await capture(page, 'ball', 4, 'mouse')
  const count = await pictures(page, 'ball').count()

  await page.reload()
  await expect(pictures(page, 'ball')).toHaveCount(count)
  await page.getByRole('link', { name: en.capture.back }).click()
  await expect(page.getByText(en.capture.goOnHint(count, 1))).toBeVisible()
  await page.getByRole('link', { name: en.capture.goOn }).click()
  await expect(pictures(page, 'ball')).toHaveCount(count)

  await card(page, 'ball')
    .getByRole('button', { name: /^Delete picture/ })
    .nth(1)
    .focus()
  await page.keyboard.press('Enter')
  await expect(pictures(page, 'ball')).toHaveCount(count - 1)
  await expect(card(page, 'ball').getByRole('button', { name: en.capture.holdLabel('ball') })).toBeFocused()
  await page.getByRole('button', { name: en.capture.deleteClass('ball') }).click()
  await expect(card(page, 'ball')).toBeHidden()
  const undo = page.getByRole('button', { name: en.capture.undo })
  await undo.click()
  await expect(pictures(page, 'ball')).toHaveCount(count - 1)
  await undo.click()
  await expect(pictures(page, 'ball')).toHaveCount(count)
  await expect(undo).toBeDisabled()
  await rename(page, 'ball', 'red ball')
  await expect(pictures(page, 'red ball')).toHaveCount(count)
  await page.getByRole('textbox', { name: en.capture.nameLabel(en.capture.className(2)) }).fill('Red Ball')
  await page.keyboard.press('Enter')
  await expect(page.getByText(en.capture.faults.taken)).toBeVisible()
  await page.keyboard.press('Escape')

  // Pictures that somebody has already, as from a phone's gallery.
  const [own] = await framesOf(THINGS.leaf)
  const files = ['one.jpg', 'two.jpg'].map((name) => ({ name, mimeType: 'image/jpeg', buffer: own! }))
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: en.capture.chooseLabel('red ball') }).click()
  const chooser = await choosing
  expect(chooser.isMultiple()).toBe(true)
  await chooser.setFiles([...files, { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') }])
  await expect(page.getByText(`${en.capture.added(2, 'red ball')} ${en.capture.unread(1)}`)).toBeVisible()
  await expect(pictures(page, 'red ball')).toHaveCount(count + 2)
  await undo.click()
  await expect(pictures(page, 'red ball')).toHaveCount(count)
})
