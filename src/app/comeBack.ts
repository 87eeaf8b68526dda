/**
 * What a person had before them comes back when the page is loaded anew: the recipe on every visit, the open pictures where the tab was merely reloaded
 * and the browser lets them be read without a question. While a run is on, the machine stays awake, and the browser asks before the page goes.
 */
import { OPTION_NAMES } from '../../workers/protocol'
import { localTexts, tabTexts } from '../../workers/storage/browser'
import { isSearching } from '../model/networkUse'
import { type AwakePage, keepAwake } from '../page/keepAwake'
import { plainRecipe } from '../recipe/recipeSlice'
import { isActive } from '../run/runView'
import type { createAppStore } from './store'

type Store = ReturnType<typeof createAppStore>

const RECIPE = 'trainyard.recipe'
const OPEN = 'trainyard.open'

/** The device is a preference of its own (`rememberPreferences`). */
const KEPT = OPTION_NAMES.filter((name) => name !== 'backend')

/** Takes over the recipe that was remembered, then remembers every change. */
export function rememberRecipe(store: Store): void {
  const before = Object.entries(recipeBefore()).filter(([name]) => KEPT.some((one) => one === name))
  // What an earlier version knew otherwise is a fault, and stays at its default.
  if (before.length > 0) store.getState().setConfig(Object.fromEntries(before))
  store.getState().countFromPreset()
  store.subscribe((now, past) => {
    if (now.config === past.config && now.touched === past.touched) return
    // What followed something else, as the picture size follows the weights, does so again.
    const { touched } = now
    const { config } = plainRecipe(now)
    localTexts.write(
      RECIPE,
      JSON.stringify(Object.fromEntries(KEPT.filter((name) => touched.has(name)).map((name) => [name, config[name]]))),
    )
  })
}

function recipeBefore(): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(localTexts.read(RECIPE) ?? '{}')
    return told !== null && typeof told === 'object' ? { ...told } : {}
  } catch {
    return {}
  }
}

/** Opens again what this tab had open, with what was added to it, then remembers what it opens. Resolves when nothing more comes. */
export async function rememberOpen(store: Store): Promise<void> {
  const before = tabTexts.read(OPEN)
  store.subscribe(({ dataset }, past) => {
    if (dataset !== past.dataset) tabTexts.write(OPEN, dataset?.additions.base ?? '')
  })
  if (before) await store.getState().openAgain(before)
}

type State = ReturnType<Store['getState']>

/** Whether a run or a search is on and goes. */
const isGoing = (state: State): boolean =>
  isSearching(state) ? state.search.state?.standing !== 'paused' : isActive(state.run) && state.run.standing !== 'paused'

/** While a run or a search is on and goes, the machine stays awake. */
export function stayAwake(page: AwakePage, store: Store): void {
  const awake = keepAwake(page)
  store.subscribe((now, past) => {
    if (isGoing(now) !== isGoing(past)) void awake(isGoing(now))
  })
}

/** While a run or a search is on, the browser asks before the page is left or loaded anew. */
export function askBeforeLeaving(page: Window, store: Store): void {
  page.addEventListener('beforeunload', (event) => {
    const state = store.getState()
    if (isActive(state.run) || isSearching(state)) event.preventDefault()
  })
}
