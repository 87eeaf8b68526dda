/** What to paste to use a downloaded file elsewhere, folded away until it is wanted. */
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { ENSEMBLE_FORMAT, ModelFormat } from '../../../workers/protocol'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { answeringRun } from '../../runs/answering'
import { CopyButton } from '../../ui/CopyButton'
import { markEdges } from '../../ui/edges'
import { ProblemNote } from '../../ui/ProblemNote'
import { save } from '../../ui/save'
import { useAnswer } from '../../ui/useAnswer'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Downloads.module.css'

export function DownloadCode({ format }: { readonly format: ModelFormat | typeof ENSEMBLE_FORMAT }) {
  const text = useText()
  const { code, [format]: of } = text.use.download
  const runId = useApp((state) => state.model?.runId)
  const [open, setOpen] = useState(false)
  // The programs name the file, which is called by the run.
  const runName = useApp((state) => answeringRun(state)?.name)
  const { value, problem } = useAnswer(open ? `${runId}/${runName}/${format}` : null, () => trainer.api.downloads.usage(format))
  return (
    <details className={classes.code} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`${code.show}: ${of.name}`}>{code.show}</summary>
      {problem && <ProblemNote {...wordProblem(text, problem)} />}
      {value?.snippets.map((snippet) => (
        <div key={snippet.where} className={classes.snippet}>
          <h5 className={classes.where}>{code.where[snippet.where]}</h5>
          <CopyButton
            value={snippet.code}
            label={code.copy}
            called={`${code.copy}: ${of.name}, ${code.where[snippet.where]}`}
            variant="subtle"
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keyboard too */}
          <section ref={markEdges} className={classes.text} tabIndex={0} aria-label={`${of.name}, ${code.where[snippet.where]}`}>
            <pre>{snippet.code}</pre>
          </section>
        </div>
      ))}
      {value?.labels != null && (
        <div className={classes.labels}>
          <span>{code.labels}</span>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => save({ name: 'labels.json', blob: new Blob([value.labels ?? ''], { type: 'application/json' }) })}
          >
            labels.json
          </Button>
        </div>
      )}
    </details>
  )
}
