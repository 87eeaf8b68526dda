/** What a model does not know: pictures that are none of its classes, and how sure it may be. */
import { readFileSync } from 'node:fs'
import type { AutomationWindow } from '../src/app/automation'
import { picture, RED } from './support/bad-files'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

const { noneOf, use, results, noneOfNote } = en

test('what the pictures look like is learned, others are told, and calibrated probabilities are the same everywhere', async ({
  studio,
}) => {
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 120, patience: 0 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  await studio.goTo('use')

  await page.getByRole('tab', { name: noneOf.tab }).click()
  await page.getByRole('button', { name: noneOf.learn }).click()
  const isOn = page.getByRole('switch', { name: noneOf.isOn })
  await expect(isOn).toBeChecked({ timeout: 60_000 })

  await test.step('a picture of something else is told, and a folder of them is counted', async () => {
    const red = { name: 'red.jpg', mimeType: 'image/jpeg', buffer: picture(RED, 1) }
    const drop = page.getByRole('tabpanel').locator('input[type=file]')
    await drop.setInputFiles([red, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing') }])
    await expect(page.getByRole('table')).toContainText(noneOf.trial.caption(1, 1), { timeout: 60_000 })
    await expect(page.getByRole('table')).toContainText(noneOf.trial.share(1, 1, '100.0%'))
    await page.getByRole('tab', { name: use.tabs.pictures }).click()
    await page.getByRole('tabpanel').locator('input[type=file]').setInputFiles(red)
    await expect(page.getByText(noneOfNote.says)).toBeVisible({ timeout: 60_000 })
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: use.table.csv }).click()
    const [head, line] = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split(/\r?\n/)
    expect(head).toMatch(/similarity,none_of_these$/)
    expect(line).toMatch(/,1$/)
  })

  await test.step('by the keyboard more of one’s own pictures pass; switched off, nothing is told', async () => {
    await page.getByRole('tab', { name: noneOf.tab }).click()
    await page.getByRole('slider', { name: noneOf.passLabel }).press('End')
    await expect(page.getByText(noneOf.pass('99.9%'))).toBeVisible()
    await expect.poll(() => page.evaluate(() => window.trainyard.getState().model?.noneOf?.pass)).toBe(0.999)
    await isOn.press('Space')
    await expect(isOn).not.toBeChecked()
    await page.getByRole('tab', { name: use.tabs.pictures }).click()
    await expect(page.getByText(noneOfNote.says)).toHaveCount(0)
  })

  await test.step('calibrated probabilities are taken, said where they are used, and taken back', async () => {
    const shares = () =>
      page.evaluate(async () => {
        const [first] = await window.trainyard.trainer.insight.predictions(1)
        return first?.probabilities ?? []
      })
    const plain = await shares()
    await studio.goTo('results')
    await page.getByRole('tab', { name: results.tabs.curves }).click()
    const taken = page.getByRole('switch', { name: results.curves.calibrated.use })
    await taken.click()
    await expect(taken).toBeChecked()
    await expect.poll(shares).not.toEqual(plain)
    await studio.goTo('use')
    await expect(page.getByText(/^calibrated probabilities/)).toBeVisible()
    await studio.goTo('results')
    await page.getByRole('tab', { name: results.tabs.curves }).click()
    await expect(taken).toBeChecked()
    await taken.click()
    await expect(taken).not.toBeChecked()
    await expect.poll(shares).toEqual(plain)
  })
})
