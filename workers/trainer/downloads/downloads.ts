/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { FORMATS } from '../../export/formats'
import { usageOf } from '../../export/snippets'
import { type DownloadsApi, type ExportedFile, type ExportFormat, type ModelFormat, problemOf, type Text, type Usage } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk, exportModel } from './downloadCheck'
import { projectOf } from './project'
import { References } from './references'
import { reportOf } from './report'

export class Downloads implements DownloadsApi {
  private readonly references = new References()

  constructor(private readonly current: CurrentModel) {}

  async make(format: ExportFormat, language: keyof Text = 'en'): Promise<ExportedFile> {
    const { current, references } = this
    const { predictor, pictures } = current
    // The report shows what validation found; a run of an earlier visit is asked anew, where its pictures are open.
    if (format === 'report' && !current.free.validation) await current.judged().catch(unlessOtherPictures)
    return makeDownload(current.free, { predictor, pictures, references }, format, language)
  }
  async usage(format: ModelFormat): Promise<Usage> {
    return usageOf(format, exportModel(this.current.model))
  }
}

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
  const { file, type, make, check } = FORMATS[format]
  const { content, params } = await make({
    model: exportModel(model),
    run: { config: model.config, device: model.device, classes: model.info.classes, summary: model.summary },
    project: () => projectOf(model, desk.pictures),
    report: () => reportOf(model, desk, language),
  })
  const blob = new Blob([content], { type })
  if (check && params) await checked({ ...model, params }, desk, format, check.precision, () => check.read(blob))
  return { name: file, blob }
}
