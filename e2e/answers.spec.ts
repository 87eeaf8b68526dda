/** Better answers: two runs and several looks; the gain is seen, taken, and used for pictures and a submission. Kept runs are opened again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import onnxProto from 'onnx-proto'
import type { AutomationWindow } from '../src/app/automation'
import type { AnswerPlan } from '../workers/protocol/answers'
import { denseConfusion } from '../workers/protocol/confusion'
import { goodPictures } from './support/bad-files'
import { en, expect, QUICK, type Studio, test } from './support/test'

declare const window: Window & AutomationWindow

const { use, better, results, ui } = en
const submission = use.submission
const PICTURES = 6

const openTab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()

/** Two runs of the same pictures, kept; the second answers. */
async function twoRuns(studio: Studio): Promise<void> {
  await studio.openDrawnPets()
  for (const imageSize of [32, 48]) {
    await studio.setRecipe({ ...QUICK, epochs: 2, limit: 120, imageSize, patience: 0 })
    await studio.goTo('train')
    const runs = await studio.page.evaluate(() => window.trainyard.getState().runs?.length ?? 0)
    await studio.page.evaluate(() => void window.trainyard.train())
    await expect
      .poll(() => studio.page.evaluate(() => window.trainyard.getState().runs?.filter((run) => run.status === 'finished').length ?? 0), {
        timeout: 90_000,
      })
      .toBeGreaterThan(Math.max(runs - 1, imageSize === 48 ? 1 : 0))
  }
}

/** A folder of `count` test pictures, 1.jpg and so on, of `distinct` kinds. */
function testFolder(path: string, count: number, distinct: number): string {
  mkdirSync(path, { recursive: true })
  const made = Object.values(goodPictures(distinct))
  for (let id = 1; id <= count; id++) writeFileSync(join(path, `${id}.jpg`), made[id % made.length]!)
  return path
}

test('two runs and five crops: the gain is seen, taken, and used', async ({ studio }, info) => {
  test.slow()
  const { page } = studio
  await twoRuns(studio)
  await studio.goTo('use')
  await openTab(page, better.tab)

  const plan = await test.step('the gain on validation is shown before anything is taken', async () => {
    await page.getByRole('combobox', { name: better.views }).click()
    await page.getByRole('option', { name: better.kinds.crops }).click()
    await page.getByRole('checkbox').first().check()
    await page.getByRole('button', { name: better.measure }).click()
    const table = page.getByRole('region', { name: better.table })
    await expect(table).toBeVisible({ timeout: 60_000 })
    await expect(table.getByRole('row')).toHaveCount(5)
    const { gain, epoch, model } = await page.evaluate(() => {
      const state = window.trainyard.getState()
      return { gain: state.gain, epoch: state.run.summary?.best, model: state.model }
    })
    if (gain.status !== 'done' || !epoch) throw new Error('nothing was measured')
    const { before, options, pictures, learned } = gain.gain
    // The same pictures and the same network as at the end of the run: the same figures.
    expect([pictures, learned]).toEqual([24, 0])
    expect(before.accuracy).toBeCloseTo(epoch.val.accuracy, 9)
    expect(before.logLoss).toBeCloseTo(epoch.val.loss, 4)
    expect(options.map(({ plan: { views, members } }) => `${views} ${members.length}`)).toEqual([
      'crops 1',
      expect.stringMatching(/^single [12]$/),
      expect.stringMatching(/^crops [12]$/),
    ])
    await expect(table.getByRole('row').nth(1)).toContainText(before.logLoss.toFixed(4))
    for (const [i, { figures, fitted, equal }] of options.entries()) {
      const row = table.getByRole('row').nth(i + 2)
      await expect(row).toContainText(`${(100 * figures.accuracy).toFixed(1)}%`)
      await expect(row).toContainText(figures.logLoss.toFixed(4))
      if (fitted && equal) expect(fitted.logLoss).toBeLessThanOrEqual(equal.logLoss + 1e-3)
    }
    await expect(page.getByText(better.honest.fitted.slice(0, 60))).toBeVisible()
    expect(model?.better).toBeNull()

    // Both runs on purpose, whatever was fitted: the last row where it has both, else a plan of our own.
    const last = options.at(-1)!.plan
    await table.getByRole('button', { name: /^Take/ }).last().click()
    await expect(page.getByText(/^Pictures and submissions are answered by/)).toBeVisible()
    await expect(table.getByRole('button').last()).toHaveText(better.taken)
    expect(await page.evaluate(() => window.trainyard.getState().model?.better)).toEqual(last)
    if (last.members.length === 2) return last
    const ids = await page.evaluate(() => window.trainyard.getState().runs?.map((run) => run.id) ?? [])
    const both: AnswerPlan = {
      views: 'crops',
      members: [
        { runId: ids[0]!, weight: 0.7 },
        { runId: ids[1]!, weight: 0.3 },
      ],
    }
    expect(await page.evaluate((chosen) => window.trainyard.getState().takeAnswers(chosen), both)).toBe(true)
    return both
  })

  const labels = await test.step('the submission is answered so, and the training pictures stay open', async () => {
    await openTab(page, use.tabs.submission)
    await expect(page.getByText(/^Pictures and submissions are answered by: 2 runs/)).toBeVisible()
    await page.getByTestId('test-folder-input').setInputFiles(testFolder(info.outputPath('test1'), PICTURES, PICTURES))
    await expect(page.getByText(better.test.open('test1', PICTURES))).toBeVisible()
    await page.getByRole('combobox', { name: submission.clip }).click()
    await page.getByRole('option', { name: submission.none, exact: true }).click()
    await page.getByRole('button', { name: submission.make }).click()
    await expect(page.getByText(submission.rows(PICTURES))).toBeVisible({ timeout: 60_000 })
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: submission.save }).click()])
    await expect.poll(() => studio.pictures()).toBe(240)
    const [head, ...lines] = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\n')
    expect(head).toBe('id,label')
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: PICTURES }, (_, i) => i + 1))
    return lines.map((line) => Number(line.split(',')[1]))
  })

  await test.step('pictures get the same answers', async () => {
    await openTab(page, en.use.tabs.pictures)
    const files = Array.from({ length: PICTURES }, (_, i) => join(info.outputPath('test1'), `${i + 1}.jpg`))
    await page.locator('input[type=file]').first().setInputFiles(files)
    for (const [i, dog] of labels.entries())
      await expect(page.getByRole('row').filter({ hasText: `${i + 1}.jpg` })).toContainText(`${(100 * dog).toFixed(1)}%`)
  })

  await test.step('both networks leave as one file, which was held to what the studio answers', async () => {
    await openTab(page, en.use.tabs.download)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `${en.use.download.button}: ${en.use.download['onnx-ensemble'].name}` }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/_ensemble\.onnx$/)
    const { metadataProps, graph } = onnxProto.onnx.ModelProto.decode(readFileSync(await file.path()))
    const members = JSON.parse(metadataProps.find(({ key }) => key === 'members')?.value ?? '[]') as { run_id: string; weight: number }[]
    expect(members.map(({ run_id: runId, weight }) => ({ runId, weight }))).toEqual(plan.members)
    expect(graph?.input?.map(({ name }) => name).toSorted()).toEqual(['input_32', 'input_48'])
  })

  await test.step('and they are the weighted mean of what each run says by itself', async () => {
    const pictures = labels.map((_, i) => readFileSync(join(info.outputPath('test1'), `${i + 1}.jpg`)).toString('base64'))
    const apart = await page.evaluate(
      async ({ members, views, all }) => {
        const { trainer } = window.trainyard
        const blobs = all.map((text) => new Blob([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))
        const answers: number[][] = []
        for (const { runId } of members) {
          // biome-ignore lint/correctness/useHookAtTopLevel: a question to the trainer, no hook of React's
          await trainer.answers.useRun(runId)
          await trainer.answers.take({ views, members: [{ runId, weight: 1 }] })
          answers.push((await trainer.answers.predictAll(blobs)).map((one) => one?.probabilities[1] ?? Number.NaN))
        }
        return answers
      },
      { ...plan, all: pictures },
    )
    labels.forEach((label, i) => {
      const mean = plan.members.reduce((sum, { weight }, k) => sum + weight * apart[k]![i]!, 0)
      expect(Math.abs(label - mean)).toBeLessThan(1e-5)
    })
  })

  await test.step('a kept run is opened: its matrix, curves and pictures, and it answers', async () => {
    const runs = await page.evaluate(() => window.trainyard.getState().runs ?? [])
    const first = runs.at(-1)!
    const best = first.epochs.findLast((record) => record.best)!
    await studio.goTo('runs')
    await page.getByRole('button', { name: en.runs.openOf(first.name) }).click()
    await expect(page.getByText(results.keptRun(first.name))).toBeVisible()
    expect(await page.evaluate(() => window.trainyard.getState().model?.imageSize)).toBe(32)
    await openTab(page, results.tabs.confusion)
    const matrix = page.getByRole('table').first()
    const cells = matrix.getByRole('cell').locator('span:first-child')
    await expect
      .poll(async () => (await cells.allInnerTexts()).map(Number).filter(Number.isFinite))
      .toEqual(denseConfusion(best.confusion).flat())
    await page.locator('[data-cell="0/0"]').click()
    await expect(page.getByRole('dialog').getByText(results.matrix.surest)).toBeVisible()
    await page.keyboard.press('Escape')
    await openTab(page, results.tabs.curves)
    await expect(page.getByText(/^AUC /).first()).toBeVisible({ timeout: 30_000 })
    // Answered anew from the kept weights: the loss that the run recorded.
    const { logLoss, accuracy } = await page.evaluate(() => window.trainyard.trainer.insight.evaluation())
    expect(logLoss).toBeCloseTo(best.val.loss, 4)
    expect(accuracy).toBeCloseTo(best.val.accuracy, 9)
    await openTab(page, results.tabs.pictures)
    await page.getByText(results.gallery.kinds.unsure, { exact: true }).click()
    await expect(page.getByRole('listitem').first().getByRole('img', { includeHidden: true })).toBeVisible()

    // After a reload the pictures of the drawn set are kept, so the run opens with them.
    await page.reload()
    await studio.goTo('runs')
    await page.getByRole('button', { name: en.runs.openOf(first.name) }).click()
    await openTab(page, results.tabs.curves)
    await expect(page.getByText(/^AUC /).first()).toBeVisible({ timeout: 60_000 })
  })
})

test('a submission and a comparison can be cancelled, and one plain look comes back', async ({ studio }, info) => {
  test.slow()
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 1 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)

  await test.step('a submission is cancelled, and made again', async () => {
    await studio.goTo('use')
    await openTab(page, use.tabs.submission)
    await page.getByTestId('test-folder-input').setInputFiles(testFolder(info.outputPath('test1'), 320, 8))
    await expect(page.getByText(better.test.open('test1', 320))).toBeVisible()
    await page.getByRole('button', { name: submission.make }).click()
    await expect(page.getByText(/^[1-9][\d,]* of 320 pictures/)).toBeVisible({ timeout: 30_000 })
    await page.getByRole('button', { name: ui.cancel }).click()
    await expect(page.getByText(submission.cancelled)).toBeVisible()
    await expect(page.getByRole('button', { name: submission.save })).toBeHidden()
    await page.getByRole('button', { name: submission.make }).click()
    await expect(page.getByText(submission.rows(320))).toBeVisible({ timeout: 90_000 })
    await page.getByRole('button', { name: better.test.close }).click()
    await expect(page.getByText(submission.noTest)).toBeVisible()
  })

  await openTab(page, better.tab)
  await expect(page.getByText(better.noRuns)).toBeVisible()
  await page.getByRole('combobox', { name: better.views }).click()
  await page.getByRole('option', { name: better.kinds['crops-flip'] }).click()
  await page.getByRole('button', { name: better.measure }).click()
  await expect(page.getByRole('progressbar', { name: better.progress })).toBeVisible()
  await page.getByRole('button', { name: ui.cancel }).click()
  await expect(page.getByText(better.cancelled)).toBeVisible()

  await page.getByRole('combobox', { name: better.views }).click()
  await page.getByRole('option', { name: better.kinds.flip }).click()
  await page.getByRole('button', { name: better.measure }).click()
  await page.getByRole('button', { name: /^Take/ }).click()
  await expect(page.getByText(/^Pictures and submissions are answered by: This run/)).toBeVisible()
  await page.getByRole('button', { name: better.back }).click()
  await expect(page.getByText(/^Pictures and submissions are answered by/)).toBeHidden()
  expect(await page.evaluate(() => window.trainyard.getState().model?.better)).toBeNull()
})

test('a class renamed and pictures moved after the run change nothing about how it is judged', async ({ studio }) => {
  test.slow()
  const { page } = studio
  await studio.openDrawnPets()
  await studio.setRecipe({ ...QUICK, epochs: 2, patience: 0 })
  await studio.pressTrain()
  await studio.waitForEnd(90_000)
  const { right, runId } = await page.evaluate(async () => {
    const { run, model } = window.trainyard.getState()
    const best = run.summary?.best
    return { right: best?.val.accuracy ?? Number.NaN, runId: model?.runId ?? '' }
  })
  await page.evaluate(async () => {
    const { editPictures } = window.trainyard.getState()
    const learned = await window.trainyard.trainer.dataset.ids({ split: 'train' })
    // "dog" comes before "zcat": the classes change places.
    await editPictures({ kind: 'rename-class', from: 'cat', to: 'zcat' })
    await editPictures({ kind: 'move', ids: [...learned.slice(0, 40)], split: 'val' })
  })
  await studio.goTo('use')
  await openTab(page, better.tab)
  await page.getByRole('button', { name: better.measure }).click()
  await expect(page.getByRole('region', { name: better.table })).toBeVisible({ timeout: 60_000 })
  const gain = await page.evaluate(() => window.trainyard.getState().gain)
  if (gain.status !== 'done') throw new Error('nothing was measured')
  expect(gain.gain.pictures).toBe(48)
  expect(gain.gain.before.accuracy).toBeCloseTo(right, 9)

  // Opened again as a kept run, it is asked anew, about the same pictures.
  const again = await page.evaluate(async (id) => {
    const { trainer } = window.trainyard
    await trainer.answers.useRun(id)
    const [judged] = (await trainer.insight.judged({ kind: 'right' }, 0, 1)).pictures
    return { evaluation: await trainer.insight.evaluation(), judged }
  }, runId)
  expect(again.evaluation).toMatchObject({ pictures: 48, curves: [{ name: 'cat' }, { name: 'dog' }] })
  expect(again.evaluation.accuracy).toBeCloseTo(right, 9)
  expect(again.judged?.path).toMatch(again.judged?.label === 0 ? /cat/ : /dog/)
})
