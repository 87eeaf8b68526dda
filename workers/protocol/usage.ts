/** Short programs that use a downloaded model, shown beside the download. */

/** Every format to take away, as the page lists them. What each is made of, and how, stands in `workers/export/formats.ts`. */
export const EXPORT_FORMATS = [
  'one-page',
  'onnx',
  'safetensors',
  'onnx-f16',
  'onnx-int8',
  'tfjs',
  'teachable-machine',
  'hub',
  'pytorch',
  'report',
  'metrics-json',
  'metrics-csv',
  'tensorboard',
] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Networks that answer together, as one file: there is one only where a plan of answers asks for it (`AnswersApi.take`). */
export const ENSEMBLE_FORMAT = 'onnx-ensemble'
/** Whatever can be taken away of what answers. */
export type DownloadName = ExportFormat | typeof ENSEMBLE_FORMAT

/** Those that a program can use; the others are for people. */
export const MODEL_FORMATS = [
  'onnx',
  'safetensors',
  'onnx-f16',
  'onnx-int8',
  'tfjs',
  'hub',
  'pytorch',
] as const satisfies readonly ExportFormat[]
export type ModelFormat = (typeof MODEL_FORMATS)[number]

/** Those that lose something, which is measured and shown before they are taken (`ExportedFile.loss`). */
export const MEASURED_FORMATS: readonly DownloadName[] = ['onnx-int8']

/** About how many bytes each file will have. */
export type DownloadSizes = Readonly<Record<ExportFormat, number> & Partial<Record<typeof ENSEMBLE_FORMAT, number>>>

/** What a file of whole numbers loses: found on validation pictures, before it is taken. */
export interface WholeLoss {
  /** How many were asked about, and how many of them said what values between layers range over. */
  readonly pictures: number
  readonly calibrating: number
  /** How many are right by the network in f32, and by the file. */
  readonly right: { readonly f32: number; readonly int8: number }
  /** How many get another answer. */
  readonly differ: number
  /** About how many bytes the file in f32 has. */
  readonly bytes: number
}

export interface Snippet {
  /** What runs it. */
  readonly where: 'Python' | 'browser' | 'Node' | 'terminal'
  readonly code: string
}

export interface Usage {
  readonly snippets: readonly Snippet[]
  /** Content of `labels.json`: class names in the order of the outputs, and the preprocessing; some of the programs read it. Null where none does. */
  readonly labels: string | null
}
