/** The page: providers, the shell, and the place that the address names. */
import { Button, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { DataPlace } from '../dataset/DataPlace'
import { UsePlace } from '../predict/UsePlace'
import { ResultsPlace } from '../results/ResultsPlace'
import { RunsPlace } from '../runs/RunsPlace'
import { RunAnnouncer } from '../training/RunAnnouncer'
import { TrainPlace } from '../training/TrainPlace'
import { useApp } from './appStore'
import { EmptyPlace } from './EmptyPlace'
import { ErrorBoundary } from './ErrorBoundary'
import { useText } from './i18n'
import { ProblemList } from './ProblemList'
import { type Place, usePlace } from './routes'
import { Shell } from './shell/Shell'
import { resolveVariables, theme } from './theme'

const PLACE_VIEWS: Readonly<Record<Place, () => React.ReactNode>> = {
  data: DataPlace,
  train: TrainPlace,
  results: ResultsPlace,
  use: UsePlace,
  runs: RunsPlace,
}

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
      <Notifications position="top-right" />
      <RunAnnouncer />
      <Content />
    </MantineProvider>
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
      <ProblemList />
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
