/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { toMetricsCsv, toMetricsJson } from '../../export/metrics'
import { toOnnx } from '../../export/onnx'
import { readOnnx, readSafetensorsModel, readTfjsZip } from '../../export/readback'
import { toSafetensors } from '../../export/safetensors'
import { usageOf } from '../../export/snippets'
import { toTfjsZip } from '../../export/tfjs'
import { type DownloadsApi, type ExportedFile, type ExportFormat, type ModelFormat, problemOf, type Text, type Usage } from '../../protocol'
import type { CurrentModel } from '../answers/current'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk, exportModel } from './downloadCheck'
import { pytorchOf } from './project'
import { reportOf } from './report'

export class Downloads implements DownloadsApi {
  constructor(private readonly current: CurrentModel) {}

  async make(format: ExportFormat, language: keyof Text = 'en'): Promise<ExportedFile> {
    const { current } = this
    // The report shows what validation found; a run of an earlier visit is asked anew, where its pictures are open.
    if (format === 'report' && !current.free.validation) await current.validation().catch(unlessOtherPictures)
    return makeDownload(current.free, { predictor: current.predictor, pictures: current.pictures }, format, language)
  }
  async usage(format: ModelFormat): Promise<Usage> {
    return usageOf(format, this.current.model.info)
  }
}

/** Other pictures than the run's, or none, are open: a report says so and is made without them. */
function unlessOtherPictures(error: unknown): void {
  if (problemOf(error).code !== 'other-dataset') throw error
}

/**
 * Makes the file of a format.
 * @throws Problem `export-check-failed` where a model file does not answer as the studio does
 */
export async function makeDownload(
  model: TrainedModel,
  desk: DownloadDesk,
  format: ExportFormat,
  language: keyof Text,
): Promise<ExportedFile> {
  const report = { config: model.config, device: model.device, classes: model.info.classes, summary: model.summary }
  const file = (name: string, content: BlobPart, type: string): ExportedFile => ({ name, blob: new Blob([content], { type }) })
  switch (format) {
    case 'safetensors': {
      const bytes = toSafetensors(exportModel(model))
      await checked(model, desk, format, 'f32', () => readSafetensorsModel(bytes))
      return file('model.safetensors', bytes, 'application/octet-stream')
    }
    case 'onnx':
    case 'onnx-f16': {
      const precision = format === 'onnx' ? 'f32' : 'f16'
      const bytes = toOnnx(exportModel(model), precision)
      await checked(model, desk, format, precision, () => readOnnx(bytes))
      return file(format === 'onnx' ? 'model.onnx' : 'model-f16.onnx', bytes, 'application/octet-stream')
    }
    case 'tfjs': {
      const blob = await toTfjsZip(exportModel(model))
      await checked(model, desk, format, 'f32', () => readTfjsZip(blob))
      return { name: 'model-tfjs.zip', blob }
    }
    case 'pytorch':
      return { name: 'trainyard-project.zip', blob: await pytorchOf(model, desk) }
    case 'report':
      return file('report.html', await reportOf(model, desk, language), 'text/html')
    case 'metrics-json':
      return file('metrics.json', toMetricsJson(report, model.facts), 'application/json')
    case 'metrics-csv':
      return file('metrics.csv', toMetricsCsv(report, model.facts), 'text/csv')
    default:
      return format satisfies never
  }
}
