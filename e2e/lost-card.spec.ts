/** A graphics card that goes away in the middle of a run, as with a driver's update or a crash of the browser's GPU process: the run goes on. */
import type { AutomationWindow } from '../src/app/automation'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

test('the GPU process crashes while a run trains on WebGPU: the device is made anew, and the run comes to its end', async ({
  studio,
  browser,
}) => {
  const { page } = studio
  await studio.openDrawnPets()
  // Few kernels, which are compiled on the processor here, and twice.
  await studio.setRecipe({
    ...{ strategy: 'feature-extraction', cachedViews: 0, epochs: 3, patience: 0, imageSize: 32, batchSize: 4, limit: 12 },
    backend: 'webgpu',
  })
  await studio.pressTrain()
  await page.waitForFunction(() => window.trainyard.getState().run.epochs.length > 0, null, { timeout: 60_000, polling: 20 })
  const session = await browser.newBrowserCDPSession()
  await session.send('Browser.crashGpuProcess')
  await studio.waitForEnd(60_000)
  const { log, epochs, started } = await page.evaluate(() => window.trainyard.getState().run)
  expect(log.flatMap((entry) => (entry.kind === 'note' ? [entry.note.code] : []))).toContain('device-restored')
  expect([epochs.length, started?.device.backend]).toEqual([3, 'webgpu'])
  await expect(page.getByRole('group', { name: en.train.log })).toContainText(en.train.notes['device-restored']('').slice(0, 20))
})
