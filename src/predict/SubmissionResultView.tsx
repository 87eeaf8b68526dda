/** The submission that was made: its download, and what became of every file. */
import { Button } from '@mantine/core'
import { IconCircleCheck, IconDownload } from '@tabler/icons-react'
import type { SubmissionResult } from '../../workers/protocol'
import { useText } from '../app/i18n'
import { Panel } from '../app/Panel'
import { save } from '../app/save'
import classes from './Submission.module.css'

const LISTS = ['undecodable', 'withoutId', 'duplicates', 'missing'] as const
/** Names of a list that are shown; the rest is counted. */
const SHOWN = 200

export function SubmissionResultView({ result }: { readonly result: SubmissionResult }) {
  const { insight, words } = useText()
  const text = insight.submission
  const found = LISTS.filter((list) => result[list].length > 0)
  return (
    <Panel
      title={text.accounted}
      note={text.rows(result.rows)}
      actions={
        <Button
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => save({ name: 'submission.csv', blob: new Blob([result.csv], { type: 'text/csv' }) })}
        >
          {text.save}
        </Button>
      }
    >
      {found.length === 0 && (
        <p className={classes.fine}>
          <IconCircleCheck size={17} aria-hidden /> {text.allFine}
        </p>
      )}
      {found.map((list) => (
        <details key={list} className={classes.list} open={result[list].length <= 12}>
          <summary>
            {text.lists[list]} ({words.n(result[list].length)})
          </summary>
          <ul aria-label={text.lists[list]}>
            {result[list].slice(0, SHOWN).map((item) => (
              <li key={item}>{item}</li>
            ))}
            {result[list].length > SHOWN && <li>{text.andMore(result[list].length - SHOWN)}</li>}
          </ul>
        </details>
      ))}
    </Panel>
  )
}
