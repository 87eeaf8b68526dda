/** The webcam: a real photo in front of Chromium's fake camera. */
import { chromiumFlags, requireChromium } from '../tools/chromium'
import { cameraFlags, tryWebcam } from './support/camera'
import { en, expect, test } from './support/test'

const args = [...chromiumFlags('software'), ...(await cameraFlags()), '--use-fake-ui-for-media-stream']
test.use({ launchOptions: { executablePath: requireChromium(), args } })

test('somebody holds a photo to the webcam and sees a bar for each class', async ({ studio }) => {
  const { page } = studio
  await tryWebcam(studio)
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  const bars = page.getByRole('list', { name: en.use.probability }).getByRole('listitem')
  await expect(bars).toHaveCount(2)
  await expect(bars.first()).toContainText('%')
  const shares = (await bars.allInnerTexts()).map((text) => Number.parseFloat(/([\d.]+)%/.exec(text)?.[1] ?? 'NaN'))
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0)

  await expect(page.getByRole('combobox', { name: en.insight.webcam.camera })).not.toHaveValue('')
  await page.getByRole('switch', { name: en.insight.explain.overlay }).click()
  await expect(page.getByRole('img', { name: /^Bright: what speaks for “(cat|dog)”/ })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: en.insight.webcam.freeze }).click()
  await expect(page.getByText(/^Frozen · \d+ ms/)).toBeVisible()
  expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true)
  await page.getByRole('button', { name: en.insight.webcam.goOn }).click()
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: en.use.webcam.stop }).click()
  await expect(page.getByRole('button', { name: en.use.webcam.start })).toBeVisible()

  await page.getByRole('button', { name: en.use.webcam.start }).click()
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    // As when the camera is unplugged: a page cannot do that, so its event is sent by hand.
    if (video.srcObject instanceof MediaStream) video.srcObject.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  })
  await expect(studio.alert(en.use.webcam.ended.what)).toContainText(en.use.webcam.ended.todo)
  await expect(page.getByRole('button', { name: en.use.webcam.start })).toBeEnabled()
})
