/** The submission that was made: its download, and what became of every file. */
import { Alert, Button } from '@mantine/core'
import { IconCircleCheck, IconDownload } from '@tabler/icons-react'
import type { SubmissionOptions, SubmissionResult } from '../../workers/protocol'
import { markEdges } from '../ui/edges'
import { useMore } from '../ui/More'
import { Name } from '../ui/Name'
import { Panel } from '../ui/Panel'
import { save } from '../ui/save'
import { wordPlan } from './betterView'
import classes from './Submission.module.css'
import { useApp } from './state'
import { basisOf, changedSince } from './submissionBasis'
import type { MadeWith } from './submissionSlice'
import { useText } from './words'

const FAULTS = ['undecodable', 'withoutId', 'duplicates', 'missing'] as const
const LISTS = [...FAULTS, 'noneOf'] as const
/** Names of a list that are shown at first. */
const SHOWN = 200

interface SubmissionResultViewProps {
  readonly result: SubmissionResult
  readonly made: MadeWith
  /** As chosen now. */
  readonly options: SubmissionOptions
}

export function SubmissionResultView({ result, made, options }: SubmissionResultViewProps) {
  const dictionary = useText()
  const { use, better, numbers } = dictionary
  const text = use.submission
  const model = useApp((state) => state.model)
  const testPictures = useApp((state) => state.testPictures)
  const dataset = useApp((state) => state.dataset)
  const sample = useApp((state) => state.sample)
  const changed = changedSince(made, basisOf({ model, testPictures, sample, dataset }, options))
  const isOld = changed.length > 0
  const facts = [
    made.runName && `“${made.runName}”`,
    made.plan ? wordPlan(dictionary, made.plan, made.runId) : better.kinds.single,
    typeof made.test !== 'string' && better.test.open(made.test.name, made.test.pictures),
    made.sample && `“${made.sample.name}”`,
    ...(made.values ? [text.sample.kinds[made.values]] : []),
    (!made.sample || made.values === 'probability') && text.madeFor(made.className),
    made.clip === 0 ? text.clipNoneShort : text.clippedTo(made.clip),
  ]
  const lists = result.bySample ? text.sample.lists : text.lists
  const found = LISTS.filter((list) => result[list].length > 0)
  return (
    <Panel
      title={text.accounted}
      note={text.rows(result.rows)}
      actions={
        <Button
          size="xs"
          variant={isOld ? 'default' : 'filled'}
          leftSection={<IconDownload size={15} aria-hidden />}
          onClick={() => save({ name: 'submission.csv', blob: new Blob([result.csv], { type: 'text/csv' }) })}
        >
          {isOld ? text.saveOld : text.save}
        </Button>
      }
    >
      {isOld && (
        <Alert variant="light" color="yellow" mb={12} title={text.old(changed.map((basis) => text.bases[basis]))}>
          {text.madeWith(facts.filter((fact) => typeof fact === 'string' && fact !== '').join(' · '))}
        </Alert>
      )}
      {FAULTS.every((list) => result[list].length === 0) && (
        <p className={classes.fine}>
          <IconCircleCheck size={17} aria-hidden /> {text.allFine}
        </p>
      )}
      {found.map((list) => (
        <details key={list} className={classes.list} open={result[list].length <= 12}>
          <summary>
            {lists[list]} ({numbers.n(result[list].length)})
          </summary>
          <Files names={result[list].map(String)} label={lists[list]} />
        </details>
      ))}
    </Panel>
  )
}

function Files({ names, label }: { readonly names: readonly string[]; readonly label: string }) {
  const { shown, more } = useMore(names, SHOWN)
  return (
    <ul ref={markEdges} aria-label={label}>
      {shown.map((name) => (
        <li key={name}>
          <Name wraps>{name}</Name>
        </li>
      ))}
      {more && <li>{more}</li>}
    </ul>
  )
}
