/** The health check: started, followed and cancelled here; what it found, the worst first. */
import { Alert, Button, Progress } from '@mantine/core'
import { IconCircleCheck, IconRoute, IconStethoscope } from '@tabler/icons-react'
import type { DatasetSummary, HealthProblem, HealthReport } from '../../../workers/protocol'
import { duration } from '../../ui/format'
import { Panel } from '../../ui/Panel'
import type { OpenPicture } from '../grid/PictureGrid'
import { useApp } from '../state'
import { useText } from '../words'
import { Findings } from './Findings'
import classes from './HealthCheck.module.css'
import type { Checking } from './healthSlice'

interface HealthCheckProps {
  readonly dataset: DatasetSummary
  /** Of these pictures; null where they were never checked. */
  readonly health: HealthReport | null
  readonly onShow: (problem: HealthProblem) => void
  readonly onOpen: (opened: OpenPicture) => void
}

export function HealthCheck({ dataset, health, onShow, onOpen }: HealthCheckProps) {
  const text = useText()
  const { health: words } = text.pictures
  const checking = useApp((state) => state.checking)
  const checkHealth = useApp((state) => state.checkHealth)
  const found = health?.findings.length ?? 0
  return (
    <Panel
      title={words.title}
      note={health && !checking && found > 0 && words.found(health.checked, found)}
      actions={
        health &&
        !checking && (
          <Button variant="subtle" size="compact-sm" onClick={() => void checkHealth()}>
            {words.again}
          </Button>
        )
      }
    >
      {health && !checking && <Shortcuts shortcuts={health.shortcuts} />}
      {health && !checking && health.brought > 0 && <p className={classes.lead}>{words.brought(health.brought)}</p>}
      {checking ? (
        <CheckProgress checking={checking} />
      ) : !health ? (
        <div className={classes.start}>
          <p className={classes.lead}>{words.lead}</p>
          <Button variant="default" leftSection={<IconStethoscope size={17} stroke={1.7} aria-hidden />} onClick={() => void checkHealth()}>
            {words.start}
          </Button>
        </div>
      ) : found === 0 ? (
        <p className={classes.clean} role="status">
          <IconCircleCheck size={18} aria-hidden />
          {words.clean(health.checked)}
        </p>
      ) : (
        <Findings findings={health.findings} names={dataset.classes.map(({ name }) => name)} onShow={onShow} onOpen={onOpen} />
      )}
    </Panel>
  )
}

/** What the classes can be told apart by without a look at what is in the pictures; the surest only, others mostly follow from it. */
function Shortcuts({ shortcuts }: { readonly shortcuts: HealthReport['shortcuts'] }) {
  const { health } = useText().pictures
  const [first] = shortcuts
  if (!first) return null
  return (
    <Alert color="yellow" icon={<IconRoute size={18} aria-hidden />} className={classes.shortcut}>
      <p>{health.shortcut(first.by, first.accuracy, first.guessing)}</p>
      <p>{health.shortcutTodo}</p>
    </Alert>
  )
}

function CheckProgress({ checking }: { readonly checking: Checking }) {
  const text = useText()
  const { health: words } = text.pictures
  const cancel = useApp((state) => state.cancelHealth)
  const { done, of, since } = checking
  const left = done > 0 ? (((Date.now() - since) / done) * (of - done)) / 1000 : null
  const all = of > 0 && done === of
  return (
    <div className={classes.checking}>
      <Progress.Root size={8}>
        <Progress.Section value={of > 0 ? (100 * done) / of : 0} aria-label={words.label} />
      </Progress.Root>
      <div className={classes.line}>
        <span data-figures>{all ? words.comparing : of > 0 ? words.progress(done, of) : words.starting}</span>
        {left !== null && !all && <span className={classes.dim}>{words.left(duration(Math.max(1, left), text.locale))}</span>}
        <Button variant="default" size="xs" className={classes.cancel} onClick={() => void cancel()}>
          {text.ui.cancel}
        </Button>
      </div>
    </div>
  )
}
