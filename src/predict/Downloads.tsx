/** The files that a trained model leaves as, each with whom it is for. */
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { EXPORT_FORMATS, type ExportFormat, MODEL_FORMATS, type ModelFormat } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import { save } from '../ui/save'
import { DownloadCode } from './DownloadCode'
import classes from './Downloads.module.css'
import { useApp } from './state'
import { useText } from './words'

const isModel = (format: ExportFormat): format is ModelFormat => (MODEL_FORMATS as readonly ExportFormat[]).includes(format)

export function Downloads() {
  const { use } = useText()
  const exporting = useApp((state) => state.exporting)
  const exportFile = useApp((state) => state.exportFile)
  const download = async (format: ExportFormat) => {
    const file = await exportFile(format)
    if (file) save(file)
  }
  return (
    <Panel title={use.tabs.download} note={use.download.lead}>
      <ul className={classes.list}>
        {EXPORT_FORMATS.map((format) => {
          const { name, who } = use.download[format]
          return (
            <li key={format} className={classes.item}>
              <div>
                <h3 className={classes.name}>{name}</h3>
                <p className={classes.who}>{who}</p>
              </div>
              <Button
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
                loading={exporting === format}
                disabled={exporting !== null && exporting !== format}
                aria-label={`${use.download.button}: ${name}`}
                onClick={() => void download(format)}
              >
                {use.download.button}
              </Button>
              {isModel(format) && <DownloadCode format={format} />}
            </li>
          )
        })}
      </ul>
      <p className={classes.making} role="status">
        {exporting && use.download.making}
      </p>
    </Panel>
  )
}
