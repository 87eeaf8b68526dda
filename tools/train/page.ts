/** What every part of a headless run asks of the page: to go somewhere, to take a recipe, and what it has to tell. */
import type { Page } from '@playwright/test'
import type { AutomationWindow } from '../../src/app/automation'
import { en } from '../../src/app/words'
import type { RunConfig } from '../../workers/protocol/options'
import type { ProblemData } from '../../workers/protocol/problem'

declare const window: Window & AutomationWindow

/** The page reported a problem: one line for a person, and the code it is decided by. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  constructor(readonly problem: ProblemData) {
    const word = en.problems[problem.code] as (values: ProblemData['values']) => { what: string; todo: string }
    const { what, todo } = word(problem.values)
    super(`${what} ${todo}`)
  }
}

/** What the page would tell the person now, as an error; null when it has nothing to tell. */
export async function problem(page: Page): Promise<PageProblem | null> {
  const found = await page.evaluate(() => {
    const { problems, exportFailure } = window.trainyard.getState()
    return exportFailure?.problem ?? problems[0]?.problem ?? null
  })
  return found ? new PageProblem(found) : null
}

export async function goTo(page: Page, place: keyof typeof en.places): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/${place}`)
}

/** Sets the options that were given; the page keeps its defaults for the rest. */
export async function setRecipe(page: Page, config: Partial<RunConfig>): Promise<void> {
  const faults = await page.evaluate((partial) => window.trainyard.setConfig(partial), config)
  const [fault] = faults
  if (fault) throw new PageProblem({ code: 'bad-option', values: { option: fault.option, value: String(fault.value) } })
}
