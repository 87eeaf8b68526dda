/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { FORMATS } from '../../export/formats'
import { ENSEMBLE_FILE, ensembleUsage, usageOf } from '../../export/snippets'
import {
  type DownloadName,
  type DownloadSizes,
  type DownloadsApi,
  ENSEMBLE_FORMAT,
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  fileNameOf,
  hasEnsembleFile,
  type ModelFormat,
  problemOf,
  type Text,
  type Usage,
} from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk, exportModel } from './downloadCheck'
import { ensembleBytes, ensembleFile, planMembers } from './ensemble'
import { known, namedNow } from './known'
import { MOST_PICTURE_BYTES, picturesGoWith, projectOf } from './project'
import { isOpen, References } from './references'
import { reportOf } from './report'
import { wholeOf } from './whole'

/** Bytes of the most wrong pictures and the curves in a report, about. */
const REPORT_PICTURES = 120_000

export class Downloads implements DownloadsApi {
  private readonly references = new References()

  constructor(private readonly current: CurrentModel) {}

  async make(format: DownloadName, language: keyof Text = 'en'): Promise<ExportedFile> {
    const { current, references } = this
    const { predictor, pictures } = current
    if (format === ENSEMBLE_FORMAT) {
      const own = await namedNow(current.free)
      const { plan } = current.better
      const bytes = await ensembleFile(own, await planMembers(own, plan), plan, { predictor, pictures })
      return { name: nameFor(own, format), blob: new Blob([bytes], { type: 'application/octet-stream' }) }
    }
    // The report shows what validation found; a run of an earlier visit is asked anew, where its pictures are open.
    if (format === 'report' && !current.free.validation) await current.judged().catch(unlessOtherPictures)
    return makeDownload(await namedNow(current.free), { predictor, pictures, references }, format, language)
  }
  async sizes(language: keyof Text = 'en'): Promise<DownloadSizes> {
    const { predictor, pictures, model, better } = this.current
    const sizes = await downloadSizes(model, { predictor, pictures, references: this.references }, language)
    return hasEnsembleFile(better.plan) ? { ...sizes, [ENSEMBLE_FORMAT]: await ensembleBytes(model, better.plan) } : sizes
  }
  async usage(format: ModelFormat | typeof ENSEMBLE_FORMAT): Promise<Usage> {
    const model = await namedNow(this.current.model)
    if (format === ENSEMBLE_FORMAT) return ensembleUsage(nameFor(model, format))
    return usageOf(format, exportModel(model), nameFor(model, format))
  }
}

const nameFor = ({ record }: TrainedModel, format: DownloadName): string =>
  fileNameOf({ dataset: record.dataset.name, run: record.name }, format === ENSEMBLE_FORMAT ? ENSEMBLE_FILE : FORMATS[format].file)

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

/** As `DownloadSizes`. Nothing is decoded and nobody is asked: pictures count by what they take where they lie. */
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
