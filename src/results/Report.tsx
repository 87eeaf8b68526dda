/** The run as one HTML file for somebody else. */
import { Button } from '@mantine/core'
import { IconDownload, IconFileText } from '@tabler/icons-react'
import { useState } from 'react'
import type { ExportedFile } from '../../workers/protocol'
import { wordProblem } from '../page/ProblemList'
import { bytes } from '../ui/format'
import { Panel } from '../ui/Panel'
import { ProblemNote } from '../ui/ProblemNote'
import { save } from '../ui/save'
import classes from './ResultsPlace.module.css'
import { useApp } from './state'
import { useInsight } from './useInsight'
import { useText } from './words'

export function Report() {
  const text = useText()
  const { results, locale } = text
  const { report } = results
  const { status } = useInsight()
  const exporting = useApp((state) => state.exporting)
  const exportFile = useApp((state) => state.exportFile)
  const failure = useApp((state) => state.exportFailure)
  const [made, setMade] = useState<ExportedFile | null>(null)
  // Why there is none is said where the answers themselves are shown.
  if (status !== 'ready') return null
  const make = async () => {
    const file = await exportFile('report')
    setMade(file)
    if (file) save(file)
  }
  return (
    <Panel title={report.title}>
      <div className={classes.prose}>
        <p>{report.lead}</p>
        <p>{report.pictures}</p>
      </div>
      <Button
        mt={14}
        leftSection={<IconFileText size={17} aria-hidden />}
        loading={exporting === 'report'}
        disabled={exporting !== null && exporting !== 'report'}
        onClick={() => void make()}
      >
        {report.make}
      </Button>
      {failure?.format === 'report' && <ProblemNote {...wordProblem(text, failure.problem)} />}
      <div className={classes.waiting} role="status">
        {exporting === 'report' && report.making}
        {made && exporting === null && (
          <>
            {report.done(made.name, bytes(made.blob.size, locale))}
            <Button variant="default" size="xs" leftSection={<IconDownload size={15} aria-hidden />} onClick={() => save(made)}>
              {report.save}
            </Button>
          </>
        )}
      </div>
    </Panel>
  )
}
