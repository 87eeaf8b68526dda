/** What formats are called, in English: in the table of downloads, and where something is said of one. */
import type { ExportFormat } from '../../../workers/protocol'

export const formatNamesEn: Readonly<Record<ExportFormat, string>> = {
  'one-page': 'Page, HTML',
  onnx: 'ONNX',
  safetensors: 'safetensors',
  'onnx-f16': 'ONNX, half precision',
  'onnx-int8': 'ONNX, 8-bit (int8)',
  tfjs: 'TensorFlow.js',
  'teachable-machine': 'Teachable Machine layout',
  hub: 'Hugging Face folder',
  pytorch: 'PyTorch project',
  report: 'Report, HTML',
  'metrics-json': 'Metrics, JSON',
  'metrics-csv': 'Metrics, CSV',
  tensorboard: 'TensorBoard log',
}
