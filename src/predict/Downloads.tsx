/** The files that a trained model leaves as, by whom they are for, each with how large it will be. */
import { Badge, Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  MODEL_FORMATS,
  type ModelFormat,
  type WholeLoss,
} from '../../workers/protocol'
import { answersKey } from '../model/modelSlice'
import { wordProblem } from '../page/ProblemList'
import { trainer } from '../page/trainer'
import { answeringRun } from '../runs/answering'
import { bytes } from '../ui/format'
import { Panel } from '../ui/Panel'
import { ProblemNote } from '../ui/ProblemNote'
import { save } from '../ui/save'
import { useAnswer } from '../ui/useAnswer'
import { DownloadCode } from './DownloadCode'
import classes from './Downloads.module.css'
import { OfferedFile } from './OfferedFile'
import { useApp } from './state'
import { useText } from './words'

const isModel = (format: ExportFormat): format is ModelFormat => (MODEL_FORMATS as readonly ExportFormat[]).includes(format)

/** What most programs read: for whoever does not know which. */
const RECOMMENDED: ExportFormat = 'onnx'

/** Whom formats are for, in the order in which they stand; those who need the least come first. */
const GROUPS = ['somebody', 'programs', 'python', 'studio', 'readers'] as const
type Group = (typeof GROUPS)[number]

const GROUP_OF: Readonly<Record<ExportFormat, Group>> = {
  'one-page': 'somebody',
  onnx: 'programs',
  'onnx-f16': 'programs',
  'onnx-int8': 'programs',
  tfjs: 'programs',
  'teachable-machine': 'programs',
  hub: 'python',
  safetensors: 'python',
  pytorch: 'python',
  report: 'readers',
  'metrics-json': 'readers',
  'metrics-csv': 'readers',
  tensorboard: 'readers',
}

/** A file whose loss is shown before it is taken, and the answers that it was made of. */
interface Offered extends ExportedFile {
  readonly loss: WholeLoss
  readonly format: ExportFormat
  readonly answers: string
}

export function Downloads() {
  const text = useText()
  const { use, locale } = text
  const runId = useApp((state) => state.model?.runId)
  const answers = useApp((state) => answersKey(state.model))
  const [offered, setOffered] = useState<Offered | null>(null)
  const language = useApp((state) => state.language)
  const hasRun = useApp((state) => Boolean(answeringRun(state)))
  const exporting = useApp((state) => state.exporting)
  const failure = useApp((state) => state.exportFailure)
  const exportFile = useApp((state) => state.exportFile)
  const { value: sizes } = useAnswer(`${runId}/${language}`, () => trainer.api.downloads.sizes(language))
  const download = async (format: ExportFormat) => {
    setOffered(null)
    const file = await exportFile(format)
    if (file?.loss) setOffered({ ...file, loss: file.loss, format, answers })
    else if (file) save(file)
  }
  return (
    <Panel title={use.tabs.download} note={use.download.lead}>
      {GROUPS.filter((group) => group !== 'studio' || hasRun).map((group) => (
        <section key={group} className={classes.group} aria-labelledby={`download-${group}`}>
          <h3 id={`download-${group}`}>{use.download.groups[group]}</h3>
          <ul className={classes.list}>
            {EXPORT_FORMATS.filter((format) => GROUP_OF[format] === group).map((format) => (
              <Item
                key={format}
                {...use.download[format]}
                size={sizes && use.download.about(bytes(sizes[format], locale))}
                isRecommended={format === RECOMMENDED}
                isMaking={exporting === format}
                disabled={exporting !== null && exporting !== format}
                onDownload={() => download(format)}
              >
                {failure?.format === format && (
                  <div className={classes.failure}>
                    <ProblemNote {...wordProblem(text, failure.problem)} />
                  </div>
                )}
                {offered?.format === format && offered.answers === answers && (
                  <OfferedFile
                    loss={offered.loss}
                    size={offered.blob.size}
                    onTake={() => {
                      save(offered)
                      setOffered(null)
                    }}
                    onLeave={() => setOffered(null)}
                  />
                )}
                {isModel(format) && <DownloadCode format={format} />}
              </Item>
            ))}
            {group === 'studio' && <WholeRun />}
          </ul>
        </section>
      ))}
      <p className={classes.making} role="status">
        {exporting && use.download.making(use.download[exporting].name)}
      </p>
    </Panel>
  )
}

interface ItemProps {
  readonly name: string
  readonly who: string
  /** Null while it is not known. */
  readonly size: string | null
  readonly isRecommended?: boolean
  readonly isMaking: boolean
  readonly disabled: boolean
  readonly onDownload: () => Promise<void>
  readonly children?: ReactNode
}

function Item({ name, who, size, isRecommended = false, isMaking, disabled, onDownload, children }: ItemProps) {
  const { use } = useText()
  return (
    <li className={classes.item} data-recommended={isRecommended || undefined}>
      <div>
        <div className={classes.name}>
          <h4>{name}</h4>
          {isRecommended && (
            <Badge size="sm" variant="light" tt="none" className={classes.badge}>
              {use.download.recommended}
            </Badge>
          )}
        </div>
        <p className={classes.who}>{who}</p>
      </div>
      <span className={classes.size} data-figures>
        {size}
      </span>
      <Button
        variant={isRecommended ? 'filled' : 'default'}
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={isMaking}
        disabled={disabled}
        aria-label={`${use.download.button}: ${name}`}
        onClick={() => void onDownload()}
      >
        {use.download.button}
      </Button>
      {children}
    </li>
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
    <Item
      {...use.download.run}
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
