/** The main story: somebody opens pictures, trains, watches, looks at the result, tries it, and takes the model away. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { goodPictures, writeFiles } from './support/bad-files'
import { en, expect, QUICK, realPictures, test } from './support/test'

const PER_CLASS = 60

/** A folder as Kaggle names its files, of real pictures where the machine has them, of made ones otherwise; and one cat that is not in it. */
function petFolder(folder: string): { train: string; cat: string } {
  const train = join(folder, 'train')
  const cat = join(folder, 'unseen.jpg')
  mkdirSync(train, { recursive: true })
  if (realPictures) {
    for (const kind of ['cat', 'dog'])
      for (let n = 0; n < PER_CLASS; n++) copyFileSync(join(realPictures, `${kind}.${n}.jpg`), join(train, `${kind}.${n}.jpg`))
    copyFileSync(join(realPictures, 'cat.70.jpg'), cat)
  } else {
    const made = goodPictures(PER_CLASS + 1)
    const { [`cat.${PER_CLASS}.jpg`]: unseen = '', [`dog.${PER_CLASS}.jpg`]: _, ...rest } = made
    writeFiles(train, rest)
    writeFiles(folder, { 'unseen.jpg': unseen })
  }
  return { train, cat }
}

test('somebody teaches the tab to tell cats from dogs', async ({ studio }, info) => {
  const { page } = studio
  const folder = petFolder(info.outputPath('pets'))

  await test.step('opens a folder and sees what is in it', async () => {
    await studio.openFolder(folder.train)
    await expect(page.getByText(en.data.summary(2 * PER_CLASS, 2))).toBeVisible()
    await expect(page.getByRole('grid', { name: en.pictures.title }).getByRole('img').first()).toBeVisible()
    await page
      .getByRole('button', { name: en.data.continue })
      .or(page.getByRole('link', { name: en.data.continue }))
      .click()
  })

  await test.step('trains, and watches the curves move and the confusion matrix fill', async () => {
    await studio.setRecipe({ ...QUICK, imageSize: 64 })
    await studio.pressTrain()
    await studio.waitForEnd(90_000)
    for (const chart of [en.runView.charts.loss, en.runView.charts.accuracy])
      await expect(page.getByRole('heading', { name: chart })).toBeVisible()
    // Charts are drawn one after another, each in a slice of its own.
    await expect.poll(() => page.locator('.recharts-line-curve').count()).toBeGreaterThanOrEqual(4)
    // 20% of each class is held out: the counts of the matrix are all of them.
    await expect
      .poll(async () => {
        const cells = await page.getByRole('table').first().getByRole('cell').allInnerTexts()
        const counts = cells.map((cell) => Number.parseInt(cell, 10)).filter(Number.isFinite)
        return counts.reduce((a, b) => a + b, 0)
      })
      .toBe(24)
  })

  await test.step('reads the results', async () => {
    await studio.goTo('results')
    await expect(page.getByText(en.results.accuracy).first()).toBeVisible()
  })

  await test.step('tries a picture that the network has never seen', async () => {
    await studio.goTo('use')
    await page.getByRole('tab', { name: en.use.tabs.pictures }).click()
    await page.locator('input[type=file]').first().setInputFiles(folder.cat)
    await expect(page.getByText(/^(cat|dog), \d/).first()).toBeVisible()
  })

  await test.step('downloads the model and the figures', async () => {
    await page.getByRole('tab', { name: en.use.tabs.download }).click()
    const download = async (name: string) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `${en.use.download.button}: ${name}`, exact: true }).click(),
      ])
      return readFileSync(await file.path())
    }
    const formats = en.use.download
    const item = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) })
    await expect(item(formats.onnx.name)).toContainText(formats.recommended)
    // The sizes come from the trainer, after the list stands.
    await expect(item(formats.safetensors.name)).toContainText(/about \d+ MB/)
    const told = Number(/about (\d+) MB/.exec((await item(formats.safetensors.name).textContent()) ?? '')?.[1])
    const safetensors = await download(formats.safetensors.name)
    expect(Math.abs(safetensors.length / 1e6 - told), 'what was told before').toBeLessThan(1)
    const header = JSON.parse(safetensors.subarray(8, 8 + Number(safetensors.readBigUInt64LE(0))).toString())
    expect(header['layer4.1.conv2.weight'].shape).toEqual([512, 512, 3, 3])
    expect(header['fc.3.weight'].shape).toEqual([2, 256])
    expect((await download(formats.onnx.name)).length).toBeGreaterThan(40e6)
    const whole = item(formats['onnx-int8'].name)
    await whole.getByRole('button', { name: `${formats.button}: ${formats['onnx-int8'].name}` }).click()
    // Tried on the validation pictures: what it loses is told, and nothing is saved before it is taken.
    await expect(whole.getByRole('status')).toContainText(/On \d+ validation pictures it is right for \d+/, { timeout: 60_000 })
    const [small] = await Promise.all([page.waitForEvent('download'), whole.getByRole('button', { name: formats.offer.take }).click()])
    expect(readFileSync(await small.path()).length).toBeLessThan(12.5e6)
    await expect(whole.getByRole('button', { name: formats.offer.take })).toHaveCount(0)
    const metrics = JSON.parse((await download(formats['metrics-json'].name)).toString())
    expect(metrics).toMatchObject({ classes: ['cat', 'dog'], backend: 'wasm', config: { epochs: 2, imageSize: 64 } })
    expect(metrics.epochs).toHaveLength(2)
    const csv = (await download(formats['metrics-csv'].name)).toString()
    expect(csv.trimEnd().split('\n')).toHaveLength(3)
  })

  await test.step('takes along the code that uses it', async () => {
    const { onnx, code } = en.use.download
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: onnx.name, exact: true }) })
    await expect(item.locator('pre')).toHaveCount(0)
    await item.getByText(code.show).click()
    const python = item.getByRole('region', { name: `${onnx.name}, ${code.where.Python}` })
    await expect(python).toContainText('import onnxruntime')
    await expect(python, 'the file as it is called').toContainText(/_model\.onnx/)
    const shown = await python.textContent()
    await item.getByRole('button', { name: `${code.copy}: ${onnx.name}, ${code.where.Python}` }).click()
    await expect(item.getByText(en.ui.copied)).toBeVisible()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown)
    await expect(item.getByRole('region', { name: `${onnx.name}, ${code.where.Node}` })).toContainText('labels.json')
    const [labels] = await Promise.all([page.waitForEvent('download'), item.getByRole('button', { name: 'labels.json' }).click()])
    expect(labels.suggestedFilename()).toBe('labels.json')
    const about = JSON.parse(readFileSync(await labels.path(), 'utf8'))
    expect(about).toMatchObject({ labels: ['cat', 'dog'], preprocessing: { center_crop: 64 } })
  })
})
