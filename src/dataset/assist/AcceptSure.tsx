/** All answers that are sure enough, accepted at once: how many of which class is said before. */
import { Button, NumberInput } from '@mantine/core'
import { IconArrowBackUp, IconChecks } from '@tabler/icons-react'
import { useState } from 'react'
import type { AssistReport } from '../../../workers/protocol'
import classes from '../labels/LabelCheck.module.css'
import { useApp, useAppStore } from '../state'
import { useText } from '../words'
import { sureOnes } from './guesses'

interface AcceptSureProps {
  readonly report: AssistReport
  /** Ids of the pictures that have no label yet. */
  readonly open: ReadonlySet<number>
}

/** Per cent. */
const LEAST = { start: 95, min: 50, max: 100 }

export function AcceptSure({ report, open }: AcceptSureProps) {
  const { assist: words, pictures } = useText()
  const editPictures = useApp((state) => state.editPictures)
  const version = useApp((state) => state.datasetVersion)
  const store = useAppStore()
  const [percent, setPercent] = useState<string | number>(LEAST.start)
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<{ readonly accepted: number; readonly version: number } | null>(null)
  const least = typeof percent === 'number' ? percent : Number.parseFloat(percent)
  const to = Number.isFinite(least) ? sureOnes(report, open, least / 100) : []
  const total = to.reduce((sum, { ids }) => sum + ids.length, 0)
  const run = async (edit: Parameters<typeof editPictures>[0], accepted: number) => {
    setBusy(true)
    if (await editPictures(edit)) setSaid({ accepted, version: store.getState().datasetVersion })
    setBusy(false)
  }
  const done = said?.version === version ? said : null
  return (
    <>
      <div className={classes.line}>
        <NumberInput
          size="xs"
          w={76}
          aria-label={words.least}
          suffix="%"
          min={LEAST.min}
          max={LEAST.max}
          // No more than that can be typed; what is less is put right when the field is left.
          isAllowed={({ floatValue }) => floatValue === undefined || floatValue <= LEAST.max}
          value={percent}
          onChange={setPercent}
        />
        <Button
          size="xs"
          disabled={busy || total === 0}
          leftSection={<IconChecks size={16} aria-hidden />}
          onClick={() => void run({ kind: 'label', to }, total)}
        >
          {words.acceptAll(total, least)}
        </Button>
        <span className={classes.dim}>{words.ofClasses(to.map(({ className, ids }) => ({ className, pictures: ids.length })))}</span>
      </div>
      <p className={classes.line} role="status">
        {done && (
          <>
            {done.accepted > 0 ? words.accepted(done.accepted) : words.undone}{' '}
            {done.accepted > 0 && (
              <Button
                variant="subtle"
                size="compact-xs"
                disabled={busy}
                leftSection={<IconArrowBackUp size={15} aria-hidden />}
                onClick={() => void run({ kind: 'undo' }, 0)}
              >
                {pictures.undo}
              </Button>
            )}
          </>
        )}
      </p>
    </>
  )
}
