/** A camera that the page may not use. */
import { launchOptions } from '../tools/chromium'
import { cameraFlags, tryWebcam } from './support/camera'
import { en, expect, test } from './support/test'

test.use({ launchOptions: launchOptions('software', [...(await cameraFlags()), '--deny-permission-prompts']) })

test('permission for the camera is denied', async ({ studio }) => {
  await tryWebcam(studio)
  await expect(studio.alert(en.webcam.denied.what)).toContainText(en.webcam.denied.todo)
  await expect(studio.page.getByRole('button', { name: en.webcam.start })).toBeEnabled()
})

test('permission is denied while pictures are to be captured', async ({ studio }) => {
  const { page } = studio
  await page.goto('/#/data/capture')
  await page.getByRole('button', { name: en.webcam.start }).click()
  await expect(studio.alert(en.webcam.denied.what)).toContainText(en.webcam.denied.todo)
  await expect(page.getByRole('button', { name: en.webcam.start })).toBeEnabled()
})

test('a camera that does not come is said after a while, and taken when it comes', async ({ studio }) => {
  const { page } = studio
  await page.addInitScript(() => {
    // As where nobody answers the browser's question, until the page is told to.
    navigator.mediaDevices.getUserMedia = () =>
      new Promise((resolve) => addEventListener('allowed', () => resolve(document.createElement('canvas').captureStream()), { once: true }))
  })
  await page.clock.install()
  await page.goto('/#/data/capture')
  const start = page.getByRole('button', { name: en.webcam.start })
  await start.click()
  await expect(page.getByText(en.webcam.asking)).toBeVisible()
  await page.clock.fastForward(31_000)
  await expect(studio.alert(en.webcam.silent.what)).toContainText(en.webcam.silent.todo)
  await expect(start).toBeEnabled()
  await page.evaluate(() => dispatchEvent(new Event('allowed')))
  await expect(studio.alert(en.webcam.silent.what)).toHaveCount(0)
  await expect(start).toHaveCount(0)
})
