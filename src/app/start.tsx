/** The page itself: styles, the state's first questions to the trainer, and React. */
import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import '../ui/app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { trainer } from '../page/trainer'
import { App } from './App'
import { appStore } from './appStore'
import { exposeAutomation } from './automation'
import { automationAsked } from './automationFlag'
import { askBeforeLeaving, rememberOpen, rememberRecipe, stayAwake } from './comeBack'
import { rememberPreferences } from './remember'
import { watchSite } from './site/watch'
import { refuseStrayDrops } from './strayDrops'

/** Begins everything; once. */
export function start(): void {
  rememberRecipe(appStore)
  rememberPreferences(appStore)
  askBeforeLeaving(window, appStore)
  stayAwake(window, appStore)
  // Whoever drives the page by program has the recipe that they set.
  if (automationAsked(window)) exposeAutomation(window, appStore, trainer.api)
  else if (appStore.getState().fitMode !== 'taken-back') void appStore.getState().fitFromNowOn()
  refuseStrayDrops(window)
  // A page that is put away for good takes its workers with it.
  addEventListener('pagehide', (event) => {
    if (!event.persisted) trainer.terminate()
  })

  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root')
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )

  const { refreshDevice, refreshWeights, refreshModel, refreshRuns, refreshSearch, refreshKept } = appStore.getState()
  const asked = Promise.all([
    refreshDevice(),
    refreshWeights(),
    refreshModel(),
    refreshRuns(),
    refreshSearch(),
    refreshKept(),
    rememberOpen(appStore),
  ])
  // What is kept for later comes after what is needed now.
  void asked.then(() => watchSite(window, appStore))
}
