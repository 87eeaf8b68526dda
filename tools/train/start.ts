/** What a headless run starts from: the weights it takes, and the model that it goes on with. */
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import type { WeightsInfo } from '../../workers/protocol/api'
import type { ModelHead } from '../../workers/protocol/goingOn'
import type { NetworkName } from '../../workers/protocol/networks'
import type { RunConfig } from '../../workers/protocol/options'
import { followedValues } from './followModel'
import { goTo, PageProblem, problem, setRecipe } from './page'

declare const window: Window & AutomationWindow

/** What the next run starts from. */
export async function weightsInUse(page: Page): Promise<WeightsInfo> {
  await page.waitForFunction(() => window.trainyard.getState().weights !== null, undefined, { timeout: 0, polling: 200 })
  const found = await page.evaluate(() => window.trainyard.getState().weights)
  if (!found) throw new Error('The page does not say what it starts from')
  return found
}

/** Takes a file of weights, or an ONNX file of ours, in place of the bundled weights. Rejects with `PageProblem` when it does not fit. */
export async function takeWeights(page: Page, path: string): Promise<WeightsInfo> {
  await goTo(page, 'train')
  await page.locator('input[type=file][accept^=".safetensors"]').setInputFiles(path)
  await page.waitForFunction(
    () => {
      const { weights, weightsBusy, weightsProblem, problems } = window.trainyard.getState()
      return problems.length > 0 || weightsProblem !== null || (!weightsBusy && weights && !weights.bundled)
    },
    undefined,
    { timeout: 0, polling: 50 },
  )
  const unfit = await page.evaluate(() => window.trainyard.getState().weightsProblem?.problem ?? null)
  const refused = unfit ? new PageProblem(unfit) : await problem(page)
  if (refused) throw refused
  return weightsInUse(page)
}

/** Takes a network that has learnt nothing, drawn by the recipe's seed. Rejects with `PageProblem` where the page cannot make it. */
export async function takeUntrained(page: Page, depth: NetworkName): Promise<void> {
  const isTaken = await page.evaluate((name) => window.trainyard.getState().takeUntrained(name), depth)
  if (isTaken) return
  const unfit = await page.evaluate(() => window.trainyard.getState().weightsProblem?.problem ?? null)
  throw (unfit ? new PageProblem(unfit) : await problem(page)) ?? new Error(`The page makes no ${depth}`)
}

/** The model that the run would go on with, and the recipe's head. */
export function goingOn(page: Page): Promise<{ readonly model: ModelHead | null; readonly head: RunConfig['head'] }> {
  return page.evaluate(() => {
    const { weights, config } = window.trainyard.getState()
    return { model: weights?.model ?? null, head: config.head }
  })
}

/** The page's whole recipe. */
export function recipe(page: Page): Promise<RunConfig> {
  return page.evaluate(() => window.trainyard.getState().config)
}

/** Sets what the page would for the model that the run goes on with, where it was not given; resolves with that. */
export async function followModel(page: Page, given: Partial<RunConfig>): Promise<Partial<RunConfig>> {
  const recipe = await page.evaluate(() => {
    const { config, weights } = window.trainyard.getState()
    return { config, weights }
  })
  const values = followedValues(recipe, given)
  await setRecipe(page, values)
  return values
}
