/** Bad input and bad luck: each gets a message that says what to do, the page goes on working, and nothing already done is lost. */
import { writeFileSync } from 'node:fs'
import type { AutomationWindow } from '../src/app/automation'
import { brokenFiles, goodPictures, oddPictures, picture, RED, writeFiles, wrongWeights, zipOf } from './support/bad-files'
import { en, expect, QUICK, test } from './support/test'

declare const window: Window & AutomationWindow

test('what cannot be used, one after another: each gets its message, and what was open stays', async ({ studio }, info) => {
  await studio.openFolder(writeFiles(info.outputPath('good'), goodPictures(3)))
  await expect.poll(() => studio.pictures()).toBe(6)
  const step = (name: string, body: () => Promise<void>) =>
    test.step(name, async () => {
      await body()
      await expect.poll(() => studio.pictures(), 'what was open before is still there').toBe(6)
      await studio.goTo('train')
      await expect(studio.trainButton).toBeEnabled()
    })

  await step('an empty folder', async () => {
    await studio.page.evaluate(() => window.trainyard.openDataset({ kind: 'items', items: [] }))
    await expect(studio.alert('There is nothing in it')).toContainText('Choose the folder that holds the pictures')
  })

  await step('a folder without pictures', async () => {
    await studio.openFolder(writeFiles(info.outputPath('papers'), { 'a.txt': 'x', 'b.pdf': 'y' }))
    await expect(studio.alert('No picture was found among 2 files')).toContainText(en.ui.whatToDo)
  })

  await step('one class only', async () => {
    await studio.openFolder(writeFiles(info.outputPath('pets'), { 'cat/1.jpg': picture(RED, 1), 'cat/2.jpg': picture(RED, 2) }))
    await expect(studio.alert('Only one class was found')).toContainText('Put each class into a folder of its own')
  })

  await step('ten thousand classes', async () => {
    const jpeg = [...picture(RED, 1)]
    await studio.page.evaluate(async (bytes) => {
      const file = new File([new Uint8Array(bytes)], '1.jpg', { type: 'image/jpeg' })
      const items = Array.from({ length: 10_000 }, (_, i) => ({ kind: 'file', path: `things/thing ${i}/1.jpg`, file }) as const)
      await window.trainyard.openDataset({ kind: 'items', items })
    }, jpeg)
    await expect(studio.alert('10,000 classes')).toContainText('Open the folder whose subfolders are the classes')
  })

  await step('a zip that is none, and one that is cut short', async () => {
    const zip = await zipOf(goodPictures(4))
    const bad = writeFiles(info.outputPath('zips'), { 'none.zip': 'PK, or not', 'half.zip': zip.subarray(0, zip.length / 2) })
    for (const name of ['none.zip', 'half.zip']) {
      await studio.openZip(`${bad}/${name}`)
      await expect(studio.alert(`“${name}” cannot be read`)).toContainText('Download or pack it again')
    }
  })

  await step('an encrypted zip', async () => {
    const folder = writeFiles(info.outputPath('zips'), { 'secret.zip': await zipOf(goodPictures(4), { password: 'password' }) })
    await studio.openZip(`${folder}/secret.zip`)
    await expect(studio.alert('secret.zip')).toContainText(en.ui.whatToDo)
  })

  await step('weights of another shape', async () => {
    const path = info.outputPath('wrong.safetensors')
    writeFileSync(path, wrongWeights())
    await studio.goTo('train')
    await studio.page.locator('input[type=file][accept^=".safetensors"]').setInputFiles(path)
    await expect(studio.alert('wrong.safetensors')).toContainText('conv1.weight')
    await expect.poll(() => studio.page.evaluate(() => window.trainyard.getState().weights?.bundled)).toBe(true)
  })

  await step('a file that is no safetensors at all', async () => {
    const path = info.outputPath('notes.safetensors')
    writeFileSync(path, 'eggs, milk')
    await studio.goTo('train')
    await studio.page.locator('input[type=file][accept^=".safetensors"]').setInputFiles(path)
    await expect(studio.alert('notes.safetensors')).toContainText(en.ui.whatToDo)
  })
})

test('broken files are left out or replaced, each with its reason, the rest trains, and there is no camera to try it with', async ({
  studio,
}, info) => {
  await studio.openFolder(writeFiles(info.outputPath('pets'), { ...goodPictures(30), ...brokenFiles() }))
  // 60 good ones and the JPEG that is cut short, which shows only when it is decoded.
  await expect.poll(() => studio.pictures()).toBe(61)
  const { page } = studio
  for (const reason of [en.data.reasons.empty, en.data.reasons.hidden, en.data.reasons['not-a-picture']])
    await expect(page.getByText(reason).first()).toBeVisible()
  await studio.setRecipe({ ...QUICK, epochs: 1, valFraction: 0.1 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await studio.goTo('use')
  await page.getByRole('button', { name: en.webcam.start }).click()
  await expect(studio.alert(en.webcam.none.what)).toContainText(en.webcam.none.todo)
  await expect(page.getByRole('button', { name: en.webcam.start })).toBeEnabled()
})

test('unusual pictures are taken in: CMYK, grey, turned, moving, huge, and with any name', async ({ studio }, info) => {
  const odd = await oddPictures(studio.page)
  await studio.openFolder(writeFiles(info.outputPath('pets'), { ...odd, 'dog/2.jpg': picture(RED, 7), 'dog/3.jpg': picture(RED, 8) }))
  await expect.poll(() => studio.pictures()).toBe(Object.keys(odd).length + 2)
  const { page } = studio
  const samples = page.getByRole('grid', { name: en.pictures.title })
  // One of them has 108 megapixels.
  await expect(samples.getByRole('img')).toHaveCount(Object.keys(odd).length + 2, { timeout: 60_000 })
  await expect(page.getByText(en.data.cannotShow)).toHaveCount(0)
  await expect(samples.getByText('猫 🐱 й.jpg').or(samples.locator('[alt*="猫 🐱 й.jpg"], [title*="猫 🐱 й.jpg"]')).first()).toBeAttached()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
})

test('a zip whose names point outside of it: those are left out', async ({ studio }, info) => {
  const folder = writeFiles(info.outputPath('zips'), {
    'pets.zip': await zipOf({ ...goodPictures(3), '../../cat.99.jpg': picture(RED, 99) }),
  })
  await studio.openZip(`${folder}/pets.zip`)
  await expect.poll(() => studio.pictures()).toBe(6)
  await expect(studio.page.getByText(en.data.reasons['unsafe-path']).first()).toBeVisible()
})

test('the worker dies in the middle of a run: it is said, pictures, recipe and the model before stay, and training works again', async ({
  studio,
}) => {
  const { page } = studio
  const answering = () => page.evaluate(() => window.trainyard.getState().model?.runId ?? null)
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1, limit: 60 })
  await studio.pressTrain()
  await studio.waitForEnd(60_000)
  await expect.poll(answering).not.toBeNull()
  const before = await answering()
  await studio.setRecipe({ ...QUICK, strategy: 'full', epochs: 100, limit: 0, patience: 0 })
  const again = studio.trainButton
  await again.click()
  const steps = () =>
    page.evaluate(() => (({ status, step }) => (status === 'running' && step ? step.step : 0))(window.trainyard.getState().run))
  await expect.poll(steps, { timeout: 60_000 }).toBeGreaterThan(0)
  const trainer = page.workers().find((worker) => /\/worker-[^/]*\.js$/.test(worker.url()))
  if (!trainer) throw new Error('There is no trainer worker to end')
  await trainer.evaluate(() => {
    setTimeout(() => {
      throw new Error('out of luck')
    })
  })
  await expect(studio.alert('out of luck').first()).toContainText(en.ui.whatToDo)
  await expect.poll(() => studio.pictures()).toBe(240)
  // The new worker holds nothing: that it answers again is not the page's memory.
  await expect.poll(() => page.evaluate(async () => (await window.trainyard.trainer.answers.model())?.runId ?? null)).toBe(before)
  await expect.poll(answering).toBe(before)
  await studio.setRecipe({ epochs: 1, limit: 60 })
  await again.click()
  await studio.waitForEnd(60_000)
})

test('there is no camera to capture pictures with', async ({ studio }) => {
  await studio.page.goto('/#/data/capture')
  await studio.page.getByRole('button', { name: en.webcam.start }).click()
  await expect(studio.alert(en.webcam.none.what)).toContainText(en.webcam.none.todo)
  const hold = studio.page.getByRole('button', { name: en.capture.holdLabel(en.capture.className(1)) })
  await expect(hold).toHaveAttribute('aria-disabled', 'true')
})
