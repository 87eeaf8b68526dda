/** What a person can take away of a trained model; every model file is loaded back and must answer as the studio does before it is offered. */
import { toMetricsCsv, toMetricsJson } from '../../export/metrics'
import { toOnnx } from '../../export/onnx'
import { readOnnx, readSafetensorsModel, readTfjsZip } from '../../export/readback'
import { toSafetensors } from '../../export/safetensors'
import { toTfjsZip } from '../../export/tfjs'
import type { ExportedFile, ExportFormat, Text } from '../../protocol'
import type { TrainedModel } from '../model/model'
import { checked, type DownloadDesk, exportModel } from './downloadCheck'
import { pytorchOf } from './project'
import { reportOf } from './report'

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
