/** Entry of the page: styles, the state's first questions to the trainer, and React. */
import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import './ui/app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { appStore } from './app/appStore'
import { exposeAutomation } from './app/automation'
import { automationAsked } from './app/automationFlag'
import { askBeforeLeaving, rememberOpen, rememberRecipe, stayAwake } from './app/comeBack'
import { rememberPreferences } from './app/remember'
import { refuseStrayDrops } from './app/strayDrops'
import { trainer } from './page/trainer'

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
void Promise.all([refreshDevice(), refreshWeights(), refreshModel(), refreshRuns(), refreshSearch(), refreshKept(), rememberOpen(appStore)])
