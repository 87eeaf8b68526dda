/** A page for a friend with nothing installed: downloaded, opened from disk with the network off, it answers as the studio does. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import type { AutomationWindow } from '../src/app/automation'
import { wordsFor } from '../src/onepage/words'
import { launchOptions } from '../tools/chromium'
import { picture, RED } from './support/bad-files'
import { cameraFlags } from './support/camera'
import { dropOn } from './support/drop'
import { en, expect, QUICK, realPictures, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

test.use({ launchOptions: launchOptions('software', [...(await cameraFlags()), '--use-fake-ui-for-media-stream']) })

const words = wordsFor(['en'])

/** A photo that EXIF turns, and one that can be seen through: what goes wrong first where pictures are prepared in another way. */
async function photos(): Promise<Record<string, Buffer>> {
  const photo = realPictures ? readFileSync(`${realPictures}/dog.12.jpg`) : picture(RED, 1, 480)
  const wide = sharp(photo).resize(500, 300)
  const hole = Buffer.from('<svg width="500" height="300"><circle cx="250" cy="150" r="140" fill-opacity="0.7"/></svg>')
  return {
    'plain.jpg': photo,
    'turned.jpg': await wide.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'clear.png': await wide
      .clone()
      .ensureAlpha()
      .composite([{ input: hole, blend: 'dest-in' }])
      .png()
      .toBuffer(),
  }
}

/** What the studio says of a file. */
const studioSays = (studio: Studio, bytes: Buffer) =>
  studio.page.evaluate(
    async (data) => [...(await window.trainyard.trainer.answers.predict(new Blob([Uint8Array.from(data)]))).probabilities],
    [...bytes],
  )

/** What the sent page says of a picture, by class. */
const pageSays = (page: Page, part: string) =>
  page.locator(part).evaluateAll((bars) => {
    const said: number[] = []
    for (const bar of bars) if (bar instanceof HTMLElement) said[Number(bar.dataset.class)] = Number(bar.dataset.probability)
    return said
  })

const alike = async (page: Page, part: string, expected: readonly number[]) => {
  await expect.poll(async () => (await pageSays(page, part)).length).toBe(expected.length)
  await expect.poll(async () => Math.max(...(await pageSays(page, part)).map((p, c) => Math.abs(p - expected[c]!)))).toBeLessThan(1e-3)
}

test('somebody takes the model along as one page, and a friend uses it from disk, offline', async ({ studio, context }, info) => {
  test.slow()
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 80 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await page.getByRole('tab', { name: en.use.tabs.download }).click()
  const { name } = en.use.download['one-page']
  await expect(page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })).toContainText(/about 30 MB/)
  const button = page.getByRole('button', { name: `${en.use.download.button}: ${name}`, exact: true })
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(file.suggestedFilename()).toMatch(/_classifier\.html$/)
  const path = info.outputPath('classifier.html')
  await file.saveAs(path)

  // A page from disk may ask for itself; whatever else it asked for would be a stray request.
  studio.allowed.add('null')
  const friend = await context.newPage()
  friend.on('pageerror', (error) => studio.errors.push(error.message))
  await context.setOffline(true)
  await friend.goto(pathToFileURL(path).href)
  const files = await photos()
  const paths = Object.entries(files).map(([file, bytes]) => {
    const at = info.outputPath(file)
    writeFileSync(at, bytes)
    return at
  })

  await test.step('dropped and chosen pictures are answered as in the studio', async () => {
    await dropOn(friend.locator('.zone').first(), paths.slice(0, 1), words.drop)
    await friend.locator('input[type=file]').setInputFiles(paths.slice(1))
    for (const [i, bytes] of Object.values(files).entries())
      await alike(friend, `.pictures > li:nth-child(${i + 1}) [data-class]`, await studioSays(studio, bytes))
    await friend.locator('input[type=file]').setInputFiles({ name: 'no picture.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('text') })
    await expect(friend.getByRole('alert')).toHaveText(words.faults['not-a-picture'])
  })

  await test.step('what is cleared away leaves nothing that is said of it', async () => {
    const said = friend.locator('.status:has(+ .pictures)')
    await expect(said).not.toBeEmpty()
    await friend.getByRole('button', { name: words.clear }).click()
    await expect(friend.locator('.pictures > li')).toHaveCount(0)
    await expect(said).toBeEmpty()
  })

  await test.step('the webcam is answered as in the studio', async () => {
    await friend.getByRole('button', { name: words.camera.start }).click()
    const bars = 'section:last-child [data-class]'
    await expect(friend.locator(bars)).toHaveCount(2)
    const frame = await friend.locator('video').evaluate(async (video: HTMLVideoElement) => {
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
      canvas.getContext('2d')?.drawImage(video, 0, 0)
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())]
    })
    await alike(friend, bars, await studioSays(studio, Buffer.from(frame)))
  })

  await test.step('it says what it is, to everybody', async () => {
    await expect(friend.getByText(words.card.title)).toBeVisible()
    await expect(friend.getByRole('contentinfo')).toContainText('Trainyard')
    for (const colorScheme of ['light', 'dark'] as const) {
      await friend.emulateMedia({ colorScheme })
      const { violations } = await new AxeBuilder({ page: friend })
        .setLegacyMode()
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze()
      expect(
        violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(' ')}`)),
        colorScheme,
      ).toEqual([])
    }
    await friend.setViewportSize({ width: 390, height: 800 })
    await expect.poll(() => friend.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await friend.getByRole('button', { name: words.camera.stop }).click()
    await expect(friend.getByRole('button', { name: words.camera.start })).toBeVisible()
  })
  await context.setOffline(false)
})
