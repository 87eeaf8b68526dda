/** What formats are called, in Simplified Chinese: in the table of downloads, and where something is said of one. */
import type { ExportFormat } from '../../../workers/protocol'

export const formatNamesZh: Readonly<Record<ExportFormat, string>> = {
  'one-page': '网页，HTML',
  onnx: 'ONNX',
  safetensors: 'safetensors',
  'onnx-f16': 'ONNX，半精度',
  'onnx-int8': 'ONNX，8 位整数（int8）',
  tfjs: 'TensorFlow.js',
  'teachable-machine': 'Teachable Machine 格式',
  hub: 'Hugging Face 文件夹',
  pytorch: 'PyTorch 项目',
  report: '报告，HTML',
  'metrics-json': '指标，JSON',
  'metrics-csv': '指标，CSV',
  tensorboard: 'TensorBoard 日志',
}
