/** The webcam: a real photo in front of Chromium's fake camera. */
import type { AutomationWindow } from '../src/app/automation'
import { launchOptions } from '../tools/chromium'
import { viewedPart } from '../workers/recipe/viewed'
import { picture, RED } from './support/bad-files'
import { cameraFlags, tryWebcam } from './support/camera'
import { en, expect, test } from './support/test'

declare const window: Window & AutomationWindow

test.use({ launchOptions: launchOptions('software', [...(await cameraFlags()), '--use-fake-ui-for-media-stream']) })

test('somebody holds a photo to the webcam and sees a bar for each class', async ({ studio }) => {
  const { page } = studio
  await tryWebcam(studio)
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  const bars = page.getByRole('list', { name: en.scores.probability }).getByRole('listitem')
  await expect(bars).toHaveCount(2)
  // The bars change with every frame.
  await expect(async () => {
    const shares = (await bars.allInnerTexts()).map((text) => Number.parseFloat(/([\d.]+)%/.exec(text)?.[1] ?? 'NaN'))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0)
  }).toPass({ timeout: 15_000 })

  await page.getByRole('button', { name: en.adding.forPicture(en.use.tabs.webcam) }).click()
  await page.getByRole('button', { name: /^It is “(cat|dog)”$/ }).click()
  await expect(page.getByText(/^1 picture added to “(cat|dog)”/)).toBeVisible()
  await expect.poll(() => studio.pictures()).toBe(241)

  await expect(page.getByRole('combobox', { name: en.webcam.camera })).not.toHaveValue('')
  // The square that the network sees lies on the picture, as preprocessing cuts it out of a frame.
  const square = page.getByRole('img', { name: /^Inside the frame/ })
  const [size, frame] = await page.evaluate(() => {
    const video = document.querySelector('video')
    return [window.trainyard.getState().model?.imageSize ?? 0, { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 }] as const
  })
  const { x, y, width, height } = viewedPart(frame.width, frame.height, size)
  await expect(square).toHaveAttribute('data-part', [x, y, width, height].map(Math.round).join(' '))
  await expect(page.getByText(en.webcam.seen(size))).toBeVisible()

  await page.getByRole('switch', { name: en.use.webcam.overlay }).click()
  await expect(page.getByRole('img', { name: /^Bright: what speaks for “(cat|dog)”/ })).toBeVisible({ timeout: 30_000 })
  const heat = page.getByRole('img', { name: /^Bright: what speaks for/ })
  for (const [i, name] of ['cat', 'dog'].entries()) {
    await page.getByRole('combobox', { name: en.gradCam.forClass }).click()
    await page.getByRole('option', { name, exact: true }).click()
    await expect(heat).toHaveAttribute('data-class', String(i))
  }
  await expect(page.getByRole('img', { name: en.gradCam.original })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Scale of the overlay/ })).toContainText(en.gradCam.low)
  await page.getByRole('slider', { name: en.gradCam.opacity }).press('End')
  await expect(heat).toHaveAttribute('data-opacity', '1')
  await page.getByRole('button', { name: en.use.webcam.freeze }).click()
  await expect(page.getByText(/^Frozen · \d+ ms/)).toBeVisible()
  expect(await page.locator('video').evaluate((video: HTMLVideoElement) => video.paused)).toBe(true)
  await page.getByRole('button', { name: en.use.webcam.goOn }).click()
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: en.webcam.stop }).click()
  await expect(page.getByRole('button', { name: en.webcam.start })).toBeVisible()

  await page.getByRole('button', { name: en.webcam.start }).click()
  await expect(page.getByText(/[\d.]+ frames a second/)).toBeVisible({ timeout: 30_000 })
  await page.locator('video').evaluate((video: HTMLVideoElement) => {
    // As when the camera is unplugged: a page cannot do that, so its event is sent by hand.
    if (video.srcObject instanceof MediaStream) video.srcObject.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  })
  await expect(studio.alert(en.webcam.ended.what)).toContainText(en.webcam.ended.todo)
  await expect(page.getByRole('button', { name: en.webcam.start })).toBeEnabled()
})

test('a run begins while the webcam is on: webcam and pictures wait, and go on by themselves', async ({ studio }) => {
  test.slow()
  const { page } = studio
  // Some browsers do not tell which cameras there are: the one that is open works all the same.
  await page.evaluate(() => {
    navigator.mediaDevices.enumerateDevices = () => Promise.reject(new DOMException('not told', 'NotAllowedError'))
  })
  await tryWebcam(studio)
  const frames = page.getByText(/[\d.]+ frames a second/)
  await expect(frames).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('combobox', { name: en.webcam.camera })).toHaveCount(0)

  await studio.setRecipe({ epochs: 1, strategy: 'full', imageSize: 32, limit: 60 })
  await page.evaluate(() => void window.trainyard.train())
  await expect(page.getByText(en.use.busy)).toBeVisible()
  await expect(page.getByText(en.use.webcam.waits)).toBeVisible()
  await expect(frames).toBeHidden()
  await page.evaluate(
    (bytes) => window.trainyard.getState().addPictures([new File([Uint8Array.from(bytes)], 'mine.jpg')]),
    [...picture(RED, 1, 64)],
  )
  await expect(page.getByText(en.use.busy)).toBeHidden({ timeout: 60_000 })
  await expect(frames).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('alert')).toHaveCount(0)
  for (const tab of [en.use.tabs.pictures, en.use.tabs.webcam, en.use.tabs.pictures]) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    if (tab === en.use.tabs.pictures) await expect(page.getByRole('row').filter({ hasText: 'mine.jpg' })).toContainText('%')
  }
})
