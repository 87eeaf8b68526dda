/** A run is paused and gone on with, survives a reload, and is kept to be compared, repeated, carried away and deleted. */
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import type { RunConfig } from '../workers/protocol/options'
import { en, expect, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

/** Some drawn pets at 32 px: an epoch takes a second or so. */
const TINY: Partial<RunConfig> = { imageSize: 32, limit: 48, batchSize: 8, backend: 'wasm', patience: 0 }

const text = en.runs
const main = (page: Page) => page.getByRole('main')
const epochs = (page: Page) => page.evaluate(() => window.trainyard.getState().run.epochs.length)
const step = (page: Page) => page.evaluate(() => window.trainyard.getState().run.step)

async function start(studio: Studio, config: Partial<RunConfig>): Promise<void> {
  await studio.setRecipe({ ...TINY, ...config })
  await studio.pressTrain()
}

/** Validation losses of the runs that are kept, newest run first. */
const losses = (page: Page) =>
  page.evaluate(() => window.trainyard.getState().runs?.map((run) => run.epochs.map((record) => record.val.loss)) ?? [])

test('a paused run stands still and goes on when told', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  // More epochs than can go by before the click on a quick machine.
  await start(studio, { strategy: 'feature-extraction', cachedViews: 0, epochs: 200 })
  await expect.poll(() => step(page), { timeout: 60_000 }).not.toBeNull()
  await main(page).getByRole('button', { name: en.train.pause }).click()
  await expect(page.getByText(en.train.standing.paused, { exact: true })).toBeVisible()
  // Steps are shown at most every 400 ms: the last before the pause may still be on its way.
  await page.waitForTimeout(600)
  const before = await step(page)
  await page.waitForTimeout(1500)
  await expect.poll(() => step(page)).toEqual(before)
  await main(page).getByRole('button', { name: en.train.resume, exact: true }).click()
  await expect.poll(() => step(page), { timeout: 30_000 }).not.toEqual(before)
  await main(page).getByRole('button', { name: en.train.stop, exact: true }).click()
  await expect(page.getByText(en.train.ended.stopped).first()).toBeVisible({ timeout: 30_000 })
  // A stop is no failure: nothing anywhere says that something went wrong.
  await expect(page.getByRole('navigation').getByRole('link', { name: /^Train/ })).toContainText(en.rail.stopped)
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('after a reload the page offers to go on, and the figures are those of a run that was never interrupted', async ({ studio }) => {
  // Two runs of four epochs, of the whole network.
  test.slow()
  const { page } = studio
  await studio.openDrawnPets()
  await start(studio, { strategy: 'full', learningRate: 1e-4, epochs: 4 })
  await expect.poll(() => epochs(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(2)
  // The offer is for a run whose epoch is on disk.
  await expect(page.getByText(en.train.notes['checkpoint-saved'](3, 0))).toBeVisible({ timeout: 30_000 })
  await page.reload()
  const offer = page.getByRole('button', { name: /^Go on with/ })
  await expect(offer).toBeVisible()
  await expect(offer).toHaveText(/epoch [34]$/)
  await studio.goTo('runs')
  await expect(page.getByRole('row').filter({ hasText: text.status.interrupted })).toBeVisible()
  // The tab's pictures and recipe are as they were.
  await expect.poll(() => studio.pictures(), { timeout: 30_000 }).toBe(240)
  expect(await page.evaluate(() => window.trainyard.getState().config)).toMatchObject({ strategy: 'full', learningRate: 1e-4, epochs: 4 })
  await page.getByRole('button', { name: /^Go on with/ }).click()
  await studio.waitForEnd(90_000)
  await expect.poll(() => epochs(page)).toBe(4)
  await studio.trainButton.click()
  await expect.poll(() => page.evaluate(() => window.trainyard.getState().runs?.length)).toBe(2)
  await expect.poll(async () => (await losses(page))[0]?.length, { timeout: 90_000 }).toBe(4)
  const [whole, resumed] = await losses(page)
  expect(resumed).toEqual(whole)
})

test('a folder that was given as a handle is opened again with one click', async ({ studio }) => {
  const { page } = studio
  // The origin's own file system gives handles without a picker.
  const open = () =>
    page.evaluate(async () => {
      const root = await navigator.storage.getDirectory()
      const folder = await root.getDirectoryHandle('my pets', { create: true })
      for (const [i, name] of ['cat', 'dog'].entries())
        for (let n = 0; n < 12; n++) {
          const canvas = new OffscreenCanvas(48, 48)
          const context = canvas.getContext('2d')
          if (!context) throw new Error('no canvas')
          context.fillStyle = `hsl(${180 * i + 3 * n} 80% ${40 + n}%)`
          context.fillRect(n, 4, 40 - n, 40)
          const file = await folder.getFileHandle(`${name}.${n}.png`, { create: true })
          const writable = await file.createWritable()
          await writable.write(await canvas.convertToBlob())
          await writable.close()
        }
      return window.trainyard.openDataset({ kind: 'items', items: [{ kind: 'handle', handle: folder }] })
    })
  expect(await open()).toBe(true)
  await start(studio, { strategy: 'full', learningRate: 1e-4, epochs: 40, limit: 0 })
  await expect(page.getByText(en.train.notes['checkpoint-saved'](2, 0))).toBeVisible({ timeout: 60_000 })
  // As in a new tab: one that is loaded anew opens by itself what it had open.
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await expect(page.getByText(text.reopens('my pets'))).toBeVisible()
  await page.getByRole('button', { name: /^Go on with/ }).click()
  await expect.poll(() => epochs(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(2)
  await expect.poll(() => studio.pictures()).toBe(24)
  await main(page).getByRole('button', { name: en.train.stop }).click()
  await expect(page.getByText(en.train.ended.stopped).first()).toBeVisible({ timeout: 30_000 })
  // Without any run too, the empty Data place offers it.
  await page.evaluate(() => sessionStorage.clear())
  await page.reload()
  await studio.goTo('data')
  await page.getByRole('button', { name: en.data.openAgain('my pets') }).click()
  await expect.poll(() => studio.pictures(), { timeout: 30_000 }).toBe(24)
})

test('two runs are compared, one is repeated, renamed, carried away and back, and deleted by mistake', async ({ studio }) => {
  const { page } = studio
  await studio.openDrawnPets()
  await start(studio, { epochs: 2, learningRate: 1e-3 })
  await studio.waitForEnd(60_000)
  await studio.setRecipe({ epochs: 3, learningRate: 1e-2 })
  await studio.trainButton.click()
  await expect.poll(() => epochs(page), { timeout: 60_000 }).toBe(3)
  await studio.waitForEnd(60_000)
  await studio.goTo('runs')
  const rows = page.getByRole('table').first().getByRole('row')
  await expect(rows).toHaveCount(3)
  const actions = async (row: number, item: string) => {
    await rows
      .nth(row)
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  await test.step('names say what differs, the open run and the best figures are marked', async () => {
    await expect(rows.nth(1)).toContainText(/ 2: rate 0\.01, 3 epochs/)
    await expect(rows.nth(2)).not.toContainText('rate')
    await expect(page.locator('tr[aria-current="true"]')).toHaveCount(1)
    await expect(rows.nth(1)).toContainText(text.isOpen)
    for (const column of ['accuracy', 'loss'])
      await expect(page.locator(`td[data-column="${column}"][data-best]`).first()).toContainText(text.best)
  })

  await test.step('columns are chosen and remembered; actions stay in sight in a narrow window', async () => {
    await page.getByRole('button', { name: text.chooseColumns }).click()
    const choice = page.getByRole('dialog')
    await choice.getByRole('checkbox', { name: text.columns.weights }).check()
    await choice.getByRole('checkbox', { name: text.columns.space }).check()
    await choice.getByRole('checkbox', { name: text.columns.strategy }).uncheck()
    await page.keyboard.press('Escape')
    await expect(rows.nth(1).locator('[data-column="space"]')).toContainText(/\d+ [kM]B/)
    await page.reload()
    await expect(rows).toHaveCount(3)
    const heads = rows.first().getByRole('columnheader')
    await expect(heads.filter({ hasText: text.columns.weights })).toBeVisible()
    await expect(heads.filter({ hasText: text.columns.strategy })).toHaveCount(0)
    for (const width of [390, 768, 820]) {
      await page.setViewportSize({ width, height: 800 })
      for (const name of [/^Actions for/, text.makeRoom]) {
        const inSight = async () => {
          const { x, width: wide } = (await page.getByRole('button', { name }).first().boundingBox()) ?? { x: -1, width: 0 }
          return x >= 0 && x + wide <= width
        }
        await expect.poll(inSight, `${name} at ${width} px`).toBe(true)
      }
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth), `no wider than ${width} px`)
        .toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1280, height: 720 })
  })

  await test.step('compare', async () => {
    for (const n of [1, 2]) await rows.nth(n).getByRole('checkbox').check()
    // It lies below the list, however long that is: one press leads there.
    await page.setViewportSize({ width: 1280, height: 420 })
    await page.getByRole('button', { name: text.compare, exact: true }).click()
    await expect(page.getByRole('heading', { name: text.compare, exact: true })).toBeFocused()
    await expect(page.getByRole('heading', { name: text.compare, exact: true })).toBeInViewport()
    await page.setViewportSize({ width: 1280, height: 720 })
    const compare = page.getByRole('region', { name: text.compare, exact: true })
    await expect(compare.locator('.recharts-line-curve')).toHaveCount(4)
    const settings = compare.getByRole('region', { name: text.settings })
    const differing = settings.locator('tbody tr')
    await expect(differing).toHaveCount(2)
    await expect(differing.filter({ hasText: 'Learning rate' })).toContainText(/0\.01\s*0\.001/)
    await settings.getByRole('switch', { name: text.onlyDifferent }).uncheck()
    await expect.poll(() => settings.locator('tbody tr').count()).toBeGreaterThan(20)
    await expect(settings.locator('tr[data-differs]')).toHaveCount(2)
    await expect(compare.getByRole('region', { name: text.metrics }).getByRole('row', { name: text.figures.accuracy })).toContainText('%')
  })

  await test.step('sort and filter', async () => {
    await page.getByRole('button', { name: text.columns.epochs, exact: true }).click()
    await expect(rows.nth(1)).toContainText('3 / 3')
    await page.getByRole('button', { name: text.columns.epochs, exact: true }).click()
    await expect(rows.nth(1)).toContainText('2 / 2')
    await page.getByRole('textbox', { name: text.search }).fill('no such run')
    await expect(page.getByText(text.noMatch)).toBeVisible()
    await page.getByRole('textbox', { name: text.search }).fill('')
  })

  await test.step('rename and note', async () => {
    await actions(1, text.edit)
    await page.getByRole('textbox', { name: text.name, exact: true }).fill('First try')
    await page.getByRole('textbox', { name: text.notes, exact: true }).fill('rate as in the article')
    await page.getByRole('button', { name: text.save }).click()
    await expect(rows.filter({ hasText: 'First try' })).toContainText('rate as in the article')
  })

  await test.step('carry away, delete, change one’s mind, take back in', async () => {
    await page.getByRole('button', { name: text.clear }).click()
    await expect(page.getByRole('region', { name: text.compare, exact: true })).toHaveCount(0)
    const [download] = await Promise.all([page.waitForEvent('download'), actions(1, text.export)])
    const file = await download.path()
    await actions(1, text.delete)
    await expect(rows).toHaveCount(2)
    await page.getByRole('button', { name: text.undo }).click()
    await expect(rows).toHaveCount(3)
    await page.locator('input[type=file][accept=".zip"]').setInputFiles(file)
    await expect(rows.filter({ hasText: 'First try' })).toHaveCount(2)
    await expect(rows.filter({ hasText: 'First try (2)' }), 'two are told apart by name').toHaveCount(1)
  })

  await test.step('make room: several at once, with a way back, and what is only needed to train on', async () => {
    for (const n of [1, 2]) await rows.nth(n).getByRole('checkbox').check()
    await page.getByRole('button', { name: text.deleteTicked }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Delete 2 runs/ })
      .click()
    await expect(rows).toHaveCount(2)
    await page.getByText(text.deletedSome(2)).locator('..').getByRole('button', { name: text.undo }).click()
    await expect(rows).toHaveCount(4)
    const taken = () => page.evaluate(() => window.trainyard.getState().runsSpace?.bytes ?? 0)
    const before = await taken()
    await page.getByRole('button', { name: text.makeRoom }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Remove about/ })
      .click()
    await expect.poll(taken).toBeLessThan(before)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(await page.evaluate(() => window.trainyard.getState().runs?.every((run) => run.bestFile && run.checkpoints.length === 0))).toBe(
      true,
    )
  })

  await test.step('same again, but', async () => {
    await actions(1, text.again)
    await expect(page).toHaveURL(/#\/train$/)
    expect(await page.evaluate(() => window.trainyard.getState().config)).toMatchObject({ epochs: 2, learningRate: 1e-3, imageSize: 32 })
  })

  await test.step('use its model', async () => {
    await studio.goTo('runs')
    const answering = () => page.evaluate(() => window.trainyard.getState().model?.runId)
    const wanted = await page.evaluate(() => window.trainyard.getState().runs?.find((run) => run.name === 'First try')?.id)
    // The last run that ended answers, and that is another.
    expect(wanted).toBeTruthy()
    await expect.poll(answering).not.toBe(wanted)
    const row = rows.filter({ hasText: 'First try', hasNotText: 'First try (2)' })
    await row.getByRole('button', { name: /^Actions for/ }).click()
    await page.getByRole('menuitem', { name: text.use }).click()
    await expect(page).toHaveURL(/#\/use$/)
    await expect.poll(answering).toBe(wanted)
    // One run answers: top bar, Use and Results say the same.
    const said = page.getByRole('region', { name: en.use.answering.title })
    const choice = said.getByRole('combobox', { name: en.use.answering.by })
    await expect(page.getByRole('banner')).toContainText('First try')
    await expect(choice).toHaveValue(/^First try · [\d.]+%$/)
    await expect(said).toContainText(/[\d.]+% right on validation, with the weights of epoch \d/)
    await expect(said).toContainText('Trainyard starter')
    await choice.click()
    await page.getByRole('option', { name: / 2: rate 0\.01/ }).click()
    await expect(page.getByRole('banner')).toContainText('rate 0.01')
    await expect(page.getByRole('banner')).not.toContainText('First try')
    await expect.poll(answering).not.toBe(wanted)
    await studio.goTo('results')
    await expect(main(page)).toContainText('rate 0.01')
  })
})
