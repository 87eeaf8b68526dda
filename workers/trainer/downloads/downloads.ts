/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { FORMATS } from '../../export/formats'
import { usageOf } from '../../export/snippets'
import {
  type DownloadsApi,
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  fileNameOf,
  type ModelFormat,
  problemOf,
  type Text,
  type Usage,
} from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { runRecords } from '../runs/records'
import { answeringOf, checked, type DownloadDesk, exportModel } from './downloadCheck'
import { MOST_PICTURE_BYTES, picturesGoWith, projectOf } from './project'
import { isOpen, References } from './references'
import { reportOf } from './report'
import { wholeOf } from './whole'

/** Bytes of the most wrong pictures and the curves in a report, about. */
const REPORT_PICTURES = 120_000

export class Downloads implements DownloadsApi {
  private readonly references = new References()

  constructor(private readonly current: CurrentModel) {}

  async make(format: ExportFormat, language: keyof Text = 'en'): Promise<ExportedFile> {
    const { current, references } = this
    const { predictor, pictures } = current
    // The report shows what validation found; a run of an earlier visit is asked anew, where its pictures are open.
    if (format === 'report' && !current.free.validation) await current.judged().catch(unlessOtherPictures)
    return makeDownload(await asNamedNow(current.free), { predictor, pictures, references }, format, language)
  }
  async sizes(language: keyof Text = 'en'): Promise<Readonly<Record<ExportFormat, number>>> {
    const { predictor, pictures } = this.current
    return downloadSizes(this.current.model, { predictor, pictures, references: this.references }, language)
  }
  async usage(format: ModelFormat): Promise<Usage> {
    const model = await asNamedNow(this.current.model)
    return usageOf(format, exportModel(model), nameFor(model, format))
  }
}

/** With the name that its run has by now. */
async function asNamedNow(model: TrainedModel): Promise<TrainedModel> {
  // One that cannot be read keeps the name that it answers with.
  const now = await runRecords.get(model.record.id).catch(() => undefined)
  return now ? { ...model, record: { ...model.record, name: now.name } } : model
}

const nameFor = ({ record }: TrainedModel, format: ExportFormat): string =>
  fileNameOf({ dataset: record.dataset.name, run: record.name }, FORMATS[format].file)

/** Other pictures than the run's, or none, are open: a report says so and is made without them. */
function unlessOtherPictures(error: unknown): void {
  const { code } = problemOf(error)
  if (code !== 'other-dataset' && code !== 'classes-changed') throw error
}

/**
 * Makes the file of a format, and checks it as the format says.
 * @throws Problem `export-check-failed` where a model file does not answer as the studio does; `cannot-decode` where a picture that belongs in it is gone
 */
export async function makeDownload(
  model: TrainedModel,
  desk: DownloadDesk,
  format: ExportFormat,
  language: keyof Text,
): Promise<ExportedFile> {
  const { type, make, check } = FORMATS[format]
  const { content, params, loss, reference } = await make({
    ...known(model),
    project: () => projectOf(model, desk.pictures),
    report: () => reportOf(model, desk, language),
    whole: () => wholeOf(model, desk),
  })
  const blob = new Blob([content], { type })
  if (check && params) await checked({ ...model, params }, desk, format, check.precision, () => check.read(blob), reference)
  return { name: nameFor(model, format), blob, ...(loss && { loss }) }
}

const known = (model: TrainedModel) => ({
  model: exportModel(model),
  name: model.record.name,
  run: { config: model.config, device: model.device, classes: model.info.classes, summary: model.summary, answering: answeringOf(model) },
})

/** About how many bytes the file of each format will have. Nothing is decoded and nobody is asked: pictures count by what they take where they lie. */
export async function downloadSizes(
  model: TrainedModel,
  desk: DownloadDesk,
  language: keyof Text,
): Promise<Readonly<Record<ExportFormat, number>>> {
  const { pictures } = desk
  const material = {
    ...known(model),
    project: () => projectOf(model, null),
    report: () => reportOf({ ...model, validation: null }, desk, language),
    whole: () => wholeOf(model, desk),
  }
  const beside: Partial<Record<ExportFormat, number>> = {
    pytorch: picturesGoWith(model, pictures) && pictures.dataset.bytes <= MOST_PICTURE_BYTES ? pictures.dataset.bytes : 0,
    report: isOpen(model, pictures) ? REPORT_PICTURES : 0,
  }
  const sizes = EXPORT_FORMATS.map(async (format) => [format, (await FORMATS[format].bytes(material)) + (beside[format] ?? 0)] as const)
  return Object.fromEntries(await Promise.all(sizes)) as Record<ExportFormat, number>
}
