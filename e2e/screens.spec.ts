/**
 * Every place with the standing test data, in both languages, from a phone's width to a large screen's: no page is wider than its window, no text is cut, no
 * control and no card lies over another. Nothing trains here; `npx tsx tools/screenshots.ts` makes pictures of the same.
 */
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../src/app/automation'
import { LANGUAGES } from '../src/ui/language'
import { shortNames } from '../src/ui/names'
import { layoutFaults } from '../tools/standing/measures'
import { openStanding, openStandingRun, writeStanding } from '../tools/standing/page'
import { DIALOGS, show, VIEWS, WIDTHS } from '../tools/standing/views'
import { DEFAULT_CONFIG } from '../workers/protocol'
import { STANDING } from '../workers/protocol/testing/standing'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

const HEIGHT = 900

/** What is wrong with any of the views, each with where it was seen. */
async function faultsOf(page: Page, views = VIEWS, widths: readonly number[] = WIDTHS): Promise<string[]> {
  const found: string[] = []
  for (const view of views)
    for (const width of widths) {
      await page.setViewportSize({ width, height: HEIGHT })
      for (const language of LANGUAGES) {
        await page.evaluate((wanted) => window.trainyard.getState().setLanguage(wanted), language)
        await show(page, view)
        for (const { kind, what } of await layoutFaults(page)) found.push(`${view.name} ${width} ${language}: ${kind}: ${what}`)
      }
    }
  await page.evaluate(() => window.trainyard.getState().setLanguage('en'))
  return found
}

const view = (name: string) => VIEWS.filter((one) => one.name === name)

test('12 long names: every place fits its window in both languages, from 390 to 2560 pixels', async ({ studio }, info) => {
  test.setTimeout(600_000)
  const { page } = studio
  await openStanding(page, 'long', info.outputPath('pictures'))
  await openStandingRun(page, 'completed', info.outputPath())
  expect(await faultsOf(page)).toEqual([])

  await test.step('what is planted is found', async () => {
    await page.setViewportSize({ width: 390, height: HEIGHT })
    await page.evaluate(() => {
      const main = document.querySelector('main')!
      main.insertAdjacentHTML(
        'beforeend',
        `<div id="planted"><p style="width: 40px; overflow: hidden; white-space: nowrap">cut where nobody sees it</p>
        <div style="width: 900px">wide</div>
        <button style="position: absolute">one</button><button style="position: absolute">other</button>
        <svg width="40" height="20"><text x="20" y="15">a label beyond</text></svg>
        <div style="width: 60px; overflow-x: auto"><div style="width: 90px">more</div></div>
        <p style="padding: 8px; background: grey"></p>
        <div style="position: absolute; height: 80px; border: 1px solid; border-radius: 4px">a card that lies over</div>
        <div style="height: 80px; border: 1px solid; border-radius: 4px">another card</div>
        <input value="what somebody typed" style="width: 40px"></div>`,
      )
    })
    const kinds = (await layoutFaults(page)).map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['clipped', 'clipped', 'empty', 'label', 'overlap', 'overlap', 'unsigned', 'wide'])
    await page.evaluate(() => document.getElementById('planted')?.remove())
  })

  await test.step('what opens over a place fits a phone too', async () => {
    expect(await faultsOf(page, DIALOGS, [390])).toEqual([])
    await page.keyboard.press('Escape')
  })

  await test.step('of twelve classes eight bars are shown, and how many more there are', async () => {
    await show(page, view('results-explain')[0]!)
    const bars = page.getByRole('list', { name: en.scores.probability }).getByText(/%$/)
    await expect(bars).toHaveCount(8)
    await page.getByRole('button', { name: en.ui.others(4), exact: true }).click()
    await expect(bars).toHaveCount(12)
  })

  await test.step('a label is not said to be changed where classes are read in another order than they are numbered in', async () => {
    await show(page, view('results-pictures')[0]!)
    await expect(page.getByRole('button', { name: /^Label is wrong/ }).first()).toBeVisible()
    await expect(page.getByText(/from the next run on/)).toHaveCount(0)
  })
})

test('8 dogs: the matrix is square, fits a phone, and tells whole names to the pointer and the keyboard', async ({ studio }, info) => {
  const { page } = studio
  const { results, scores } = en
  await openStanding(page, 'dogs', info.outputPath('pictures'))
  await openStandingRun(page, 'completed', info.outputPath())
  const cells = page.locator('[data-cell]')
  await page.setViewportSize({ width: 390, height: HEIGHT })
  await show(page, view('results-confusion')[0]!)
  await expect(cells).toHaveCount(64)

  const sizes = await page.locator('td:has(> [data-cell])').evaluateAll((all) =>
    all.map((cell) => {
      const { width, height } = cell.getBoundingClientRect()
      return [Math.round(width), Math.round(height)]
    }),
  )
  expect(new Set(sizes.flat()).size, 'square, and all of one size').toBe(1)
  const inSight = () =>
    cells.last().evaluate((cell) => {
      const scroller = cell.closest('[data-beyond]')
      return scroller !== null && cell.getBoundingClientRect().right <= scroller.getBoundingClientRect().right
    })
  await expect.poll(inSight, 'all eight columns on a phone').toBe(true)
  const rims = () =>
    page.locator('td[data-right="false"]:has(> [data-cell])').evaluateAll((all) => {
      const each = all.map((cell) => [cell.getAttribute('data-none') === 'false', getComputedStyle(cell).boxShadow !== 'none'])
      return { some: each.some(([isMistake]) => isMistake), alone: each.every(([isMistake, hasRim]) => isMistake === hasRim) }
    })
  await expect.poll(rims, 'mistakes, and they alone, have a rim').toEqual({ some: true, alone: true })
  await expect(page.getByRole('rowheader', { name: shortNames(STANDING.dogs.classes)[0]!, exact: true }).first()).toBeVisible()

  const [first, second] = STANDING.dogs.classes
  const told = page.locator('[data-pointed]')
  await page.locator('[data-cell="0/1"]').hover()
  await expect(told).toContainText(scores.wrong(first, second))
  await page.locator('[data-cell="0/0"]').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(told).toContainText(scores.wrong(STANDING.dogs.classes[2], first))

  await test.step('the pairs mixed up most often stand beside it and open their pictures', async () => {
    const pairs = page.getByRole('region', { name: new RegExp(`${scores.mostMixed}|${scores.mixedOnce}`) }).first()
    const pair = pairs.getByRole('button').first()
    await expect(pair).toHaveText(/\S/)
    const what = (await pair.textContent()) ?? ''
    await pair.click()
    await expect(page.getByRole('dialog').getByRole('heading', { name: what })).toBeVisible()
    await page.keyboard.press('Escape')
  })

  await test.step('tiles say the class and its part of the split', async () => {
    await show(page, view('data')[0]!)
    await page.setViewportSize({ width: 1440, height: HEIGHT })
    await expect(page.getByRole('gridcell').first()).toContainText(`Chihuahua${en.data.split.train}`)
    await expect(page.getByText(en.data.splitSeed(0.2, 1, 16, 64))).toBeVisible()
  })

  await test.step('every curve has its name, and a press on it chooses it', async () => {
    await show(page, view('results-curves')[0]!)
    const chosen = page.getByRole('button', { name: /Shih-Tzu/, pressed: false }).first()
    await chosen.click()
    await expect(page.getByRole('button', { name: /Shih-Tzu/, pressed: true }).first()).toBeVisible()
  })

  await test.step('what was asked for is in sight, and has the keyboard', async () => {
    await page.setViewportSize({ width: 390, height: HEIGHT })
    await show(page, view('results-overview')[0]!)
    await page.getByRole('link', { name: results.lead.mistakes }).click()
    await expect(page.getByRole('tabpanel')).toBeFocused()
    await expect(page.getByRole('tab', { name: results.tabs.confusion })).toBeInViewport()

    await page.goto('/#/results/overview')
    await page.getByRole('link', { name: results.lead.weights }).click()
    await expect(page.locator('#starts')).toBeFocused()
    await expect(page.getByRole('heading', { name: 'ImageNet ResNet18' })).toBeInViewport()

    await show(page, view('data')[0]!)
    await page.getByRole('link', { name: en.data.changeSplit }).click()
    await expect(page.locator('#option-valFraction')).toBeFocused()
    await show(page, view('data')[0]!)
    await page.getByRole('button', { name: STANDING.dogs.classes[2]! }).first().click()
    await expect(page.getByRole('heading', { name: en.pictures.title, exact: true })).toBeFocused()
    await expect(page.getByRole('grid')).toBeInViewport()

    await page.getByTestId('add-folder-input').setInputFiles(writeStanding('pair', info.outputPath('other')))
    await page
      .getByRole('dialog')
      .getByRole('button', { name: en.adding.instead(STANDING.dogs.name) })
      .click()
    const title = page.getByRole('heading', { level: 1 })
    await expect(title).toContainText(STANDING.pair.name)
    await expect(title).toBeFocused()
    await expect(title).toBeInViewport()
    await openStanding(page, 'dogs', info.outputPath('pictures'))
  })

  await test.step('a tab of earlier versions leads to where its content is now', async () => {
    await page.goto('/#/results/classes')
    await expect(page.getByRole('tab', { name: results.tabs.confusion })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('heading', { name: results.classTitle })).toBeVisible()
  })
})

test('advice acts: one press sets the recipe, another sets it back', async ({ studio }, info) => {
  const { page } = studio
  const { results } = en
  await openStanding(page, 'pair', info.outputPath('pictures'))
  await openStandingRun(page, 'diverged', info.outputPath())
  const rate = () => page.evaluate(() => window.trainyard.getState().config.learningRate)
  // As after the run itself: its rate is still the recipe's.
  const before = 1
  await page.evaluate((learningRate) => window.trainyard.getState().setConfig({ learningRate }), before)
  await show(page, view('results-overview')[0]!)
  await expect(page.getByText(results.advice.diverged)).toBeVisible()
  await page.getByRole('button', { name: results.doThis }).click()
  await expect.poll(rate).toBe(DEFAULT_CONFIG.learningRate)
  await expect(page.getByRole('status').filter({ hasText: /^Set for the next run/ })).toBeVisible()
  await page.getByRole('button', { name: results.setBack }).click()
  await expect.poll(rate).toBe(before)
  expect(
    await faultsOf(page, [...view('train'), ...view('results-overview'), ...view('results-epochs'), ...view('runs')], [390, 820]),
  ).toEqual([])
})

test('120 classes, and names from right to left: matrix, tables and lists stay within the page', async ({ studio }, info) => {
  test.setTimeout(400_000)
  const { page } = studio
  const some = ['data', 'results-confusion', 'results-curves', 'use-webcam', 'use-submission', 'runs'].flatMap(view)
  await openStanding(page, 'many', info.outputPath('many'))
  await openStandingRun(page, 'completed', info.outputPath())
  expect(await faultsOf(page, some, [390, 1440])).toEqual([])
  await openStanding(page, 'scripts', info.outputPath('scripts'))
  await openStandingRun(page, 'completed', info.outputPath())
  expect(await faultsOf(page, some, [390, 1440])).toEqual([])
  // Alone in its own direction: the figure of an Arabic class stands where all others' do.
  await show(page, view('results-curves')[0]!)
  const arabic = page.getByRole('button', { name: STANDING.scripts.classes[1] }).first()
  const [name, figure] = await arabic.evaluate((button) => {
    const inside = button.querySelector('bdi')!
    return [inside.getBoundingClientRect().right, inside.nextElementSibling!.getBoundingClientRect().left]
  })
  expect(figure).toBeGreaterThanOrEqual(name!)
})

test('what is left out is counted where all pictures are: the grid says how many take part', async ({ studio }, info) => {
  const { page } = studio
  await openStanding(page, 'pair', info.outputPath('pictures'))
  const { id } = await page.evaluate(async () => (await window.trainyard.trainer.dataset.samples({ offset: 0, limit: 1 })).samples[0]!)
  await page.evaluate((one) => window.trainyard.getState().editPictures({ kind: 'leave-out', ids: [one] }), id)
  await expect(page.getByText(en.pictures.shown(20, 19), { exact: true })).toBeVisible()
  await expect(page.getByText(en.data.summary(19, 2))).toBeVisible()
  // No card that has nothing to say.
  await expect(page.getByRole('region', { name: en.data.leftOut })).toHaveCount(0)
  // Where the processor trains nothing is emulated.
  await page.getByRole('button', { name: en.device.label }).click()
  await expect(page.getByText(en.device.title)).toBeVisible()
  await expect(page.getByText(en.device.software)).toHaveCount(0)
})
