/** Every format that a trained model leaves as: the one table. Another one is a file in formats/, a line here, and its key and words (the compiler asks for them). */
import type { ExportFormat } from '../protocol/usage'
import type { DownloadFormat } from './format'
import { hub } from './formats/hub'
import { metricsCsv, metricsJson } from './formats/metrics'
import { onePage } from './formats/onePage'
import { onnx, onnxHalf, onnxWhole } from './formats/onnx'
import { pytorch } from './formats/pytorch'
import { report } from './formats/report'
import { safetensors } from './formats/safetensors'
import { teachable } from './formats/teachable'
import { tensorboard } from './formats/tensorboard'
import { tfjs } from './formats/tfjs'

export const FORMATS: Readonly<Record<ExportFormat, DownloadFormat>> = {
  'one-page': onePage,
  onnx,
  safetensors,
  'onnx-f16': onnxHalf,
  'onnx-int8': onnxWhole,
  tfjs,
  'teachable-machine': teachable,
  hub,
  pytorch,
  report,
  'metrics-json': metricsJson,
  'metrics-csv': metricsCsv,
  tensorboard,
}
