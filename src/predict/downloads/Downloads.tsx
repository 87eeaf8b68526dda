/** The files that a trained model leaves as, by whom they are for, each with how large it will be; and a search among them. */
import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import {
  type DownloadName,
  type DownloadSizes,
  ENSEMBLE_FORMAT,
  type ExportFormat,
  hasEnsembleFile,
  MEASURED_FORMATS,
  MODEL_FORMATS,
  type ModelFormat,
} from '../../../workers/protocol'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { answeringRun } from '../../runs/answering'
import { bytes } from '../../ui/format'
import { Panel } from '../../ui/Panel'
import { ProblemNote } from '../../ui/ProblemNote'
import { save } from '../../ui/save'
import { useAnswer } from '../../ui/useAnswer'
import { wordPlan } from '../betterView'
import { useApp } from '../state'
import { useText } from '../words'
import { DownloadCode } from './DownloadCode'
import { DownloadRow } from './DownloadRow'
import classes from './Downloads.module.css'
import { isFound, LISTED, PURPOSES, TAKEAWAYS, type Takeaway } from './formats'
import { OfferedFile } from './OfferedFile'
import { PushToHub } from './PushToHub'

const isModel = (format: DownloadName): format is ModelFormat | typeof ENSEMBLE_FORMAT =>
  format === ENSEMBLE_FORMAT || (MODEL_FORMATS as readonly ExportFormat[]).includes(format)

export function Downloads() {
  const { use } = useText()
  const { download } = use
  const runId = useApp((state) => state.model?.runId)
  const plan = useApp((state) => state.model?.better ?? null)
  const language = useApp((state) => state.language)
  const hasRun = useApp((state) => Boolean(answeringRun(state)))
  const exporting = useApp((state) => state.exporting)
  const { value: sizes } = useAnswer(`${runId}/${language}/${JSON.stringify(plan)}`, () => trainer.api.downloads.sizes(language))
  const [typed, setTyped] = useState('')
  const there = TAKEAWAYS.filter((one) => one !== 'run' || hasRun)
  const found = there.filter((one) => isFound(typed, one, [download[one].name, download.purposes[LISTED[one].purpose]]))
  const isAll = found.length === there.length
  return (
    <Panel title={use.tabs.download} note={download.lead}>
      <div className={classes.search}>
        <TextInput
          type="search"
          label={download.search}
          placeholder={download.searchHint}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setTyped('')
          }}
        />
        <p role="status" className={classes.found}>
          {!isAll && (found.length > 0 ? download.found(found.length, there.length) : download.notFound(typed.trim()))}
        </p>
        {!isAll && (
          <Button variant="subtle" size="xs" onClick={() => setTyped('')}>
            {download.all}
          </Button>
        )}
      </div>
      {hasEnsembleFile(plan) && <Ensemble sizes={sizes} />}
      {PURPOSES.filter((purpose) => found.some((one) => LISTED[one].purpose === purpose)).map((purpose) => (
        <section key={purpose} className={classes.group} aria-labelledby={`download-${purpose}`}>
          <h3 id={`download-${purpose}`}>{download.purposes[purpose]}</h3>
          <ul className={classes.list}>
            {found
              .filter((one) => LISTED[one].purpose === purpose)
              .map((one) => (
                <TakeawayRow key={one} of={one} sizes={sizes} />
              ))}
          </ul>
        </section>
      ))}
      <p className={classes.making} role="status">
        {exporting && download.making(download[exporting].name)}
      </p>
    </Panel>
  )
}

function TakeawayRow({ of, sizes }: { readonly of: Takeaway; readonly sizes: DownloadSizes | null }) {
  if (of === 'run') return <WholeRun />
  return <FormatRow format={of} sizes={sizes} />
}

/** What answers now, where that is more than one plain look of one run; the other files are of one run alone. */
function Ensemble({ sizes }: { readonly sizes: DownloadSizes | null }) {
  const text = useText()
  const { download } = text.use
  const plan = useApp((state) => state.model?.better ?? null)
  const runId = useApp((state) => state.model?.runId ?? null)
  const run = useApp(answeringRun)
  if (!plan) return null
  return (
    <section className={classes.group} aria-labelledby="download-ensemble">
      <h3 id="download-ensemble">{download.answersNow}</h3>
      <div className={classes.answering}>
        <p className={classes.who}>{download.ensembleIs(wordPlan(text, plan, runId), plan.views.startsWith('crops'))}</p>
        <ul className={classes.list}>
          <FormatRow format={ENSEMBLE_FORMAT} sizes={sizes} />
        </ul>
        <p className={classes.who}>
          <bdi>{download.othersAlone(run?.name ?? '')}</bdi>
        </p>
      </div>
    </section>
  )
}

interface FormatRowProps {
  readonly format: DownloadName
  /** Null while they are not known. */
  readonly sizes: DownloadSizes | null
}

/** A file to make, with what went wrong, the code that uses it, and what else can be done with it. */
function FormatRow({ format, sizes }: FormatRowProps) {
  const text = useText()
  const { use, locale } = text
  const bytesOf = sizes?.[format]
  const exporting = useApp((state) => state.exporting)
  const failure = useApp((state) => state.exportFailure)
  const exportFile = useApp((state) => state.exportFile)
  const pushStatus = useApp((state) => state.push.status)
  const button = useRef<HTMLButtonElement>(null)
  // A push makes the same files, for itself.
  const isMaking = exporting === format && !(format === 'hub' && (pushStatus === 'working' || pushStatus === 'stopping'))
  return (
    <DownloadRow
      of={format}
      size={bytesOf == null ? null : use.download.about(bytes(bytesOf, locale))}
      isMaking={isMaking}
      disabled={exporting !== null && !isMaking}
      button={button}
      onDownload={async () => {
        const file = await exportFile(format)
        // What it loses is seen first (`OfferedFile`).
        if (file && !file.loss) save(file)
      }}
    >
      {failure?.format === format && (
        <div className={classes.failure}>
          <ProblemNote {...wordProblem(text, failure.problem)} />
        </div>
      )}
      {MEASURED_FORMATS.includes(format) && <OfferedFile format={format} after={button} />}
      {isModel(format) && <DownloadCode format={format} />}
      {format === 'hub' && <PushToHub />}
    </DownloadRow>
  )
}

/** The run itself, for the studio on another machine. */
function WholeRun() {
  const { use, locale } = useText()
  const run = useApp(answeringRun)
  const size = useApp((state) => (run ? state.runsSpace?.byRun[run.id] : undefined))
  const packing = useApp((state) => state.packing)
  const exportRun = useApp((state) => state.exportRun)
  if (!run) return null
  return (
    <DownloadRow
      of="run"
      size={size === undefined ? null : use.download.about(bytes(size, locale))}
      isMaking={packing === run.id}
      disabled={packing !== null && packing !== run.id}
      onDownload={async () => {
        const file = await exportRun(run.id)
        if (file) save(file)
      }}
    />
  )
}
