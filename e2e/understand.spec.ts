/** After a run: why the network is wrong, seen in cells, curves, galleries and Grad-CAM, and told to others in a report. */
import { readFileSync } from 'node:fs'
import type { AutomationWindow } from '../src/app/automation'
import { denseConfusion } from '../workers/protocol/confusion'
import { OPTIONS } from '../workers/protocol/options'
import { picture, RED } from './support/bad-files'
import { en, expect, QUICK, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

const { results, gradCam } = en

/** A short run on drawn pets; its confusion matrices, by epoch. */
async function trained(studio: Studio, epochs: number) {
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs, limit: 120, patience: 0 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  await studio.goTo('results')
  const run = await studio.page.evaluate(() => {
    const { run } = window.trainyard.getState()
    return { best: run.summary?.bestEpoch ?? 0, epochs: run.epochs.map(({ epoch, confusion }) => ({ epoch, confusion })) }
  })
  return { ...run, epochs: run.epochs.map(({ epoch, confusion }) => ({ epoch, confusion: denseConfusion(confusion) })) }
}

test('cells open their pictures, the slider goes through the epochs, the curves follow the threshold', async ({ studio }) => {
  const { page } = studio
  const run = await trained(studio, 3)
  const at = (epoch: number) => run.epochs.find((one) => one.epoch === epoch)?.confusion ?? []
  const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click()
  const matrix = page.getByRole('table').first()
  const figures = async () =>
    (await matrix.getByRole('cell').locator('span:first-child').allInnerTexts()).map(Number).filter(Number.isFinite)

  await test.step('a cell opens the very pictures in it, the surest first', async () => {
    await tab(results.tabs.confusion)
    const best = at(run.best)
    for (const [actual, predicted] of [
      [0, 0],
      [1, 0],
    ] as const) {
      const count = best[actual]?.[predicted] ?? 0
      await page.locator(`[data-cell="${actual}/${predicted}"]`).click()
      const drawer = page.getByRole('dialog')
      if (count === 0) await expect(drawer.getByText(results.matrix.none)).toBeVisible()
      else {
        await expect(drawer.getByText(results.shown(Math.min(24, count), count))).toBeVisible()
        const tiles = drawer.getByRole('listitem')
        await expect(tiles).toHaveCount(Math.min(24, count))
        await expect(tiles.first().getByRole('img', { includeHidden: true }).first()).toBeVisible()
        const name = actual === 0 ? 'cat' : 'dog'
        await expect(tiles.filter({ hasText: results.gallery.is(name) }).filter({ hasText: 'says cat' })).toHaveCount(Math.min(24, count))
        const texts = await tiles.allInnerTexts()
        const shares = texts.map((text) => Number(/([\d.]+)%/.exec(text)?.[1]))
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
      }
      await page.keyboard.press('Escape')
      await expect(drawer).toBeHidden()
    }
  })

  await test.step('shares of rows and columns; files', async () => {
    const best = at(run.best).flat()
    await expect.poll(figures).toEqual(best)
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: results.matrix.csv }).click()])
    expect(
      readFileSync(await csv.path(), 'utf8')
        .replace('\uFEFF', '')
        .split('\r\n')
        .slice(1, 3),
    ).toEqual([`cat,${best[0]},${best[1]}`, `dog,${best[2]},${best[3]}`])
    const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: results.matrix.png }).click()])
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    await page.getByText(results.matrix.measures.row, { exact: true }).click()
    await expect(matrix.locator('td span:first-child').first()).toHaveText(`${((100 * best[0]!) / (best[0]! + best[1]!)).toFixed(1)}%`)
    await page.getByText(results.matrix.measures.count, { exact: true }).click()
  })

  await test.step('the slider shows how it evolved; only the best epoch opens pictures', async () => {
    const slider = page.getByRole('slider', { name: results.matrix.epoch })
    for (const [key, epoch] of [
      ['Home', 1],
      ['End', 3],
    ] as const) {
      await slider.press(key)
      await expect(page.getByText(results.matrix.epochOf(epoch, 3))).toBeVisible()
      await expect.poll(figures).toEqual(at(epoch).flat())
      await expect(page.locator('[data-cell]')).toHaveCount(epoch === run.best ? 4 : 0)
    }
  })

  await test.step('the threshold moves the matrix and the dots', async () => {
    await tab(results.tabs.curves)
    await expect(page.getByText(/^AUC 0\.\d{4}|^AUC 1\.0000/)).toBeVisible()
    const slider = page.getByRole('slider', { name: results.curves.threshold })
    const spots = page.locator('[data-spot]')
    await expect(spots).toHaveCount(2)
    const total = at(run.best)
      .flat()
      .reduce((a, b) => a + b, 0)
    await slider.press('Home')
    await expect(page.getByText(results.curves.thresholdAt('0%'), { exact: true })).toBeVisible()
    // From 0 on everything is called a dog: no negatives at all, and the ROC's dot in the upper right corner.
    const everything = await figures()
    expect([everything[1], everything[3]]).toEqual([0, 0])
    expect(everything.reduce((a, b) => a + b, 0)).toBe(total)
    await expect(spots.first()).toHaveAttribute('data-spot', '1.0000 1.0000')
    for (let i = 0; i < 5; i++) await slider.press('PageUp')
    await slider.press('End')
    await slider.press('ArrowLeft')
    await expect(page.getByText(results.curves.thresholdAt('99%'))).toBeVisible()
    const few = await figures()
    expect(few[0]! + few[2]!).toBeLessThan(total)
    expect(few.reduce((a, b) => a + b, 0)).toBe(total)
    await page.getByRole('region', { name: results.curves.roc }).getByText(en.ui.table).click()
    await expect(page.getByRole('columnheader', { name: results.curves.fpr })).toBeVisible()
    await expect(page.getByRole('row', { name: results.curves.logLoss })).toBeVisible()
  })

  await test.step('galleries, Grad-CAM, and a label that is wrong', async () => {
    await tab(results.tabs.pictures)
    const { gallery } = results
    await page.getByText(gallery.kinds.unsure, { exact: true }).click()
    const tiles = page.getByRole('list', { name: gallery.kinds.unsure }).getByRole('listitem')
    await expect(tiles.first()).toBeVisible()
    await expect(tiles.first()).toContainText('%')
    const doubt = (await tiles.allInnerTexts()).map((text) => Number(/([\d.]+)%/.exec(text)?.[1]))
    expect(doubt).toEqual(doubt.toSorted((a, b) => a - b))
    await page.getByText(gallery.kinds.right, { exact: true }).click()
    const right = page.getByRole('list', { name: gallery.kinds.right }).getByRole('listitem')
    await right.first().getByRole('button', { name: /^Why/ }).click()
    const dialog = page.getByRole('dialog')
    // Beside the plain picture.
    const heat = dialog.locator('canvas').last()
    await expect(heat).toHaveAttribute('data-class', /^[01]$/)
    const pixels = () => heat.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const plain = await pixels()
    await dialog.getByRole('slider', { name: gradCam.opacity }).press('End')
    await expect.poll(pixels).not.toBe(plain)
    const shown = await heat.getAttribute('data-class')
    await dialog.getByRole('combobox', { name: gradCam.forClass }).click()
    await page.getByRole('option', { name: shown === '0' ? 'dog' : 'cat' }).click()
    await expect(heat).toHaveAttribute('data-class', shown === '0' ? '1' : '0')

    const counts = () =>
      page.evaluate(() => window.trainyard.getState().dataset?.classes.map(({ counts }) => counts.train + counts.val) ?? [])
    const before = await counts()
    await dialog.getByRole('button', { name: /^Label is wrong/ }).click()
    const option = page.getByRole('menuitem', { name: /^(cat|dog)$/ })
    await expect(option).toHaveCount(1)
    const other = ((await option.textContent()) ?? '').trim()
    await option.click()
    await expect(dialog.getByText(gallery.relabelled(other))).toBeVisible()
    const moved = other === 'cat' ? 1 : -1
    await expect.poll(counts).toEqual([before[0]! + moved, before[1]! - moved])
    await dialog.getByRole('button', { name: gallery.takeBack }).click()
    await expect.poll(counts).toEqual(before)

    // Not sure: it is marked, and Data has it under that.
    await dialog.getByRole('button', { name: /^Label is wrong/ }).click()
    await page.getByRole('menuitem', { name: gallery.undecided }).click()
    await expect(dialog.getByText(gallery.marked)).toBeVisible()
    await dialog.getByRole('button', { name: /^Label is wrong/ }).click()
    await option.click()
    await expect(dialog.getByText(gallery.relabelled(other))).toBeVisible()
    await expect(dialog.getByText(gallery.marked)).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(right.first().getByText(gallery.relabelled(other))).toBeVisible()
    // Taken back in Data: nothing is left of it here, but for the mark that it had before.
    await studio.goTo('data')
    await page.getByRole('button', { name: en.pictures.undo }).first().click()
    await page.getByRole('combobox', { name: en.pictures.filter.problem }).click()
    await page.getByRole('option', { name: en.pictures.filter.states.marked }).click()
    await expect(page.getByRole('gridcell')).toHaveCount(1)
    await expect(page.getByText(en.pictures.changes.marked(1))).toBeVisible()
    await studio.goTo('results')
    await tab(results.tabs.pictures)
    await page.getByText(gallery.kinds.right, { exact: true }).click()
    await expect(right.first().getByText(gallery.marked)).toBeVisible()
    await expect(right.first().getByText(gallery.relabelled(other))).toBeHidden()
  })
})

test('Explain has any picture; after a reload the run opens again in one click, under the name that it was given', async ({ studio }) => {
  // The drawn pets are drawn twice more.
  test.slow()
  const { page } = studio
  await trained(studio, 1)
  const { explain } = results
  await page.getByRole('tab', { name: results.tabs.explain }).click()
  const heat = page.locator('canvas[data-class]').last()
  await expect(heat).toBeVisible()
  const pixels = () => heat.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  const first = await pixels()
  const validation = page.getByRole('list', { name: explain.validation }).getByRole('button')
  await validation.nth(2).click()
  await expect(validation.nth(2)).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(pixels).not.toBe(first)
  for (const [i, name] of ['cat', 'dog'].entries()) {
    await page.getByRole('combobox', { name: gradCam.forClass }).click()
    await page.getByRole('option', { name, exact: true }).click()
    await expect(heat).toHaveAttribute('data-class', String(i))
  }
  await page.locator('input[type=file]').setInputFiles({ name: 'mine.jpg', mimeType: 'image/jpeg', buffer: picture(RED, 1, 96) })
  await expect(page.getByText('mine.jpg')).toBeVisible()
  await expect(heat).toBeVisible()

  await page.evaluate(async () => {
    const { runs, changeRun } = window.trainyard.getState()
    await changeRun(runs?.[0]?.id ?? '', { name: 'My first' })
  })
  await expect(page.getByRole('banner')).toContainText('My first')
  for (const place of ['use', 'results'] as const) {
    await studio.goTo(place)
    await page.reload()
    await page.getByRole('button', { name: en.runs.openAgain('My first') }).click()
    await expect(page.getByRole('heading', { level: 1, name: en[place].title, exact: true })).toBeVisible({ timeout: 60_000 })
  }
  await expect(page.getByText(/My first/).first()).toBeVisible()
  await expect.poll(() => studio.pictures()).toBe(240)
})

test('the report, opened alone from disk, shows everything with no request', async ({ studio, browser }, info) => {
  const { page } = studio
  const run = await trained(studio, 1)
  await page.getByRole('tab', { name: results.tabs.overview }).click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: results.report.make }).click()])
  const path = info.outputPath('report.html')
  await file.saveAs(path)
  await expect(page.getByText(/report\.html, /)).toBeVisible()

  const alone = await (await browser.newContext()).newPage()
  const requests: string[] = []
  const complaints: string[] = []
  alone.on('request', (request) => requests.push(request.url()))
  alone.on('console', (message) => complaints.push(message.text()))
  await alone.goto(`file://${path}`)
  expect(requests.filter((address) => !address.startsWith('data:'))).toEqual([`file://${path}`])
  expect(complaints).toEqual([])
  await expect(alone.getByRole('heading', { level: 1 })).toBeVisible()
  const section = (name: string) => alone.locator('section').filter({ has: alone.getByRole('heading', { level: 2, name, exact: true }) })
  await test.step('curves of the run and of the answers, with their lines drawn', async () => {
    for (const [name, charts] of [
      ['Learning curves', ['Loss', 'Accuracy']],
      ['ROC, precision-recall and calibration', ['ROC', 'Precision and recall', 'Calibration']],
    ] as const) {
      for (const chart of charts) {
        const drawing = section(name).getByRole('img', { name: chart, exact: true })
        await expect(drawing).toBeVisible()
        await expect(drawing.locator('.line').first()).toBeAttached()
      }
    }
    await expect(section('ROC, precision-recall and calibration').getByRole('row', { name: /^(cat|dog)/ })).toHaveCount(2)
  })
  await test.step('the matrix, as the page has it', async () => {
    const cells = section('Confusion matrix').getByRole('table').first().getByRole('cell')
    await expect
      .poll(async () => (await cells.allInnerTexts()).filter((cell) => /^\d+$/.test(cell)).map(Number))
      .toEqual(run.epochs[0]!.confusion.flat())
  })
  await test.step('the most wrong pictures, every one of them there', async () => {
    const wrong = run.epochs[0]!.confusion.flat().filter((_, i) => i === 1 || i === 2)
    const shown = Math.min(12, wrong[0]! + wrong[1]!)
    expect(shown, 'one epoch on so few pictures leaves some wrong').toBeGreaterThan(0)
    const pictures = section('Most wrong').getByRole('img')
    await expect(pictures).toHaveCount(shown)
    expect(await pictures.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0))).toBe(true)
    await expect(section('Most wrong').getByText(/^drawn\/.*: is (cat|dog), the network said (cat|dog) \([\d.]+%\)$/)).toHaveCount(shown)
  })
  await test.step('every setting, and where the model comes from', async () => {
    const rows = section('Settings').getByRole('row')
    await expect(rows).toHaveCount(Object.keys(OPTIONS).length)
    for (const [option, value] of [
      [OPTIONS.epochs, '1'],
      [OPTIONS.imageSize, '32'],
      [OPTIONS.limit, '120'],
    ] as const)
      await expect(section('Settings').getByRole('row', { name: option.label.en }).first()).toContainText(value)
    await expect(section('Model card').getByRole('row', { name: 'Fingerprint of the dataset' })).toContainText(/[0-9a-f]{64}/)
  })
  expect(await alone.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await test.step('and in the page’s language', async () => {
    await page.evaluate(() => window.trainyard.getState().setLanguage('zh'))
    const html = await page.evaluate(async () => (await window.trainyard.exportFile('report'))?.blob.text())
    expect(html).toContain('<html lang="zh')
  })
})
