/** The page: providers, the shell, and the place that the address names. */
import { Button, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type ComponentType, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import { problemOf } from '../../workers/protocol'
import { DataPlace } from '../dataset/DataPlace'
import { ReadingOffer } from '../dataset/reading/ReadingOffer'
import { type Place, usePlace } from '../page/addresses'
import { ProblemList } from '../page/ProblemList'
import { PageStore } from '../page/state'
import { ResumeOffer } from '../runs/ResumeOffer'
import { RunAnnouncer } from '../training/RunAnnouncer'
import { EmptyPlace } from '../ui/EmptyPlace'
import { ErrorBoundary } from '../ui/ErrorBoundary'
import { PageLanguage } from '../ui/language'
import { later } from '../ui/later'
import { resolveVariables, theme } from '../ui/theme'
import { appStore } from './appStore'
import { Shell } from './shell/Shell'
import { SiteNotes } from './site/SiteNotes'
import { useApp } from './state'
import { useText } from './words'

/** All but the place where a visit begins. */
const LATER = {
  train: later(async () => (await import('../training/TrainPlace')).TrainPlace),
  results: later(async () => (await import('../results/ResultsPlace')).ResultsPlace),
  use: later(async () => (await import('../predict/UsePlace')).UsePlace),
  runs: later(async () => (await import('../runs/RunsPlace')).RunsPlace),
}
const PLACE_VIEWS: Readonly<Record<Place, ComponentType>> = { data: DataPlace, ...LATER }

export function App() {
  return (
    <PageStore value={appStore}>
      <PageLanguage value={useStore(appStore, (state) => state.language)}>
        <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
          <Notifications position="top-right" />
          <RunAnnouncer />
          <Content />
        </MantineProvider>
      </PageLanguage>
    </PageStore>
  )
}

function Content() {
  const place = usePlace()
  const text = useText()
  const report = useApp((state) => state.report)
  const View = PLACE_VIEWS[place]
  useEffect(() => {
    for (const view of Object.values(LATER)) void view.fetch()
  }, [])
  useEffect(() => {
    document.documentElement.lang = text.locale
  }, [text])
  const broken = (thrown: unknown) => {
    const { what, means } = text.problems['part-not-fetched']({})
    if (problemOf(thrown).code === 'part-not-fetched') return <EmptyPlace icon="!" title={what} text={means} />
    return <EmptyPlace icon="!" title={text.app.crashed} text={text.problems.unexpected({ detail: '' }).means} />
  }
  return (
    <Shell place={place}>
      <SiteNotes />
      <ProblemList offer={(problem) => <ReadingOffer problem={problem} />} />
      <ResumeOffer />
      <ErrorBoundary
        resetKey={place}
        onError={report}
        fallback={(thrown) => (
          <>
            {broken(thrown)}
            <Button onClick={() => location.reload()}>{text.app.reload}</Button>
          </>
        )}
      >
        <Suspense fallback={null}>
          <View />
        </Suspense>
      </ErrorBoundary>
    </Shell>
  )
}
