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
