/** The page: providers, the shell, and the place that the address names. */
import { Button, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { DataPlace } from '../dataset/DataPlace'
import { ReadingOffer } from '../dataset/reading/ReadingOffer'
import { type Place, usePlace } from '../page/addresses'
import { ProblemList } from '../page/ProblemList'
import { PageStore } from '../page/state'
import { UsePlace } from '../predict/UsePlace'
import { ResultsPlace } from '../results/ResultsPlace'
import { ResumeOffer } from '../runs/ResumeOffer'
import { RunsPlace } from '../runs/RunsPlace'
import { RunAnnouncer } from '../training/RunAnnouncer'
import { TrainPlace } from '../training/TrainPlace'
import { EmptyPlace } from '../ui/EmptyPlace'
import { ErrorBoundary } from '../ui/ErrorBoundary'
import { PageLanguage } from '../ui/language'
import { resolveVariables, theme } from '../ui/theme'
import { appStore } from './appStore'
import { Shell } from './shell/Shell'
import { useApp } from './state'
import { useText } from './words'

const PLACE_VIEWS: Readonly<Record<Place, () => React.ReactNode>> = {
  data: DataPlace,
  train: TrainPlace,
  results: ResultsPlace,
  use: UsePlace,
  runs: RunsPlace,
}

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
    document.documentElement.lang = text.locale
  }, [text])
  const broken = <EmptyPlace icon="!" title={text.app.crashed} text={text.problems.unexpected({ detail: '' }).means} />
  return (
    <Shell place={place}>
      <ProblemList offer={(problem) => <ReadingOffer problem={problem} />} />
      <ResumeOffer />
      <ErrorBoundary
        resetKey={place}
        onError={report}
        fallback={
          <>
            {broken}
            <Button onClick={() => location.reload()}>{text.app.reload}</Button>
          </>
        }
      >
        <View />
      </ErrorBoundary>
    </Shell>
  )
}
