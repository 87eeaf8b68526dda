/** Icons that are black on transparent are learnt as people see them; pictures of kinds that are not read are counted by kind, with what to do. */
import type { AutomationWindow } from '../src/app/automation'
import { iconFiles } from '../tools/fixtures/icons'
import { be32, box, bytesOf, real } from '../workers/data/files/headers/testing'
import { writeFiles } from './support/bad-files'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

test('transparent icons are learnt by what one sees, not by the colours that lie under their alpha', async ({ studio }, info) => {
  test.slow()
  const { page } = studio
  const heic = bytesOf(box('ftyp', 'heic', be32(0), 'mif1heic'), new Uint8Array(200))
  const folder = writeFiles(info.outputPath('icons'), {
    ...(await iconFiles()),
    'train/ring/photo.HEIC': heic,
    'train/ring/sent as.jpg': heic,
    'train/cross/drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'train/cross/scan.tif': await real('tiff', 48, 48),
  })
  await studio.openFolder(folder)
  await expect.poll(() => studio.pictures()).toBe(121)

  await test.step('what is not read is said by kind', async () => {
    const panel = page.getByRole('region', { name: en.data.leftOut })
    await expect(panel).toContainText('HEIC files 2')
    await expect(panel).toContainText(en.kinds.heic.todo)
    await expect(panel).toContainText('SVG files 1')
    await expect(panel).toContainText(en.kinds.svg.todo)
  })

  await test.step('the check says that they are transparent, and that nothing else of them shows anything', async () => {
    await page.getByRole('button', { name: en.pictures.health.start }).click()
    const found = page.getByRole('region', { name: en.pictures.health.problems.transparent.name, exact: true })
    await expect(found).toContainText(en.pictures.health.problems.transparent.means, { timeout: 60_000 })
    await expect(found).toContainText(en.pictures.health.onlySaid)
  })

  const accuracy = async (transparency: 'white' | 'ignored') => {
    await studio.setRecipe({ ...QUICK, epochs: 8, transparency })
    await (transparency === 'white' ? studio.pressTrain() : studio.pressTrainAgain())
    await studio.waitForEnd(120_000)
    return page.evaluate(() => window.trainyard.getState().run.summary?.best.val.accuracy ?? 0)
  }
  expect(await accuracy('white')).toBeGreaterThan(0.9)
  // As PIL's convert('RGB') takes them, the colours that lie under the alpha decide, and in validation they lie.
  expect(await accuracy('ignored')).toBeLessThan(0.75)
})
