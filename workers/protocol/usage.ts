/** Short programs that use a downloaded model, shown beside the download. */

/** The formats that a program can use; the others (`ExportFormat`) are for reading. */
export const MODEL_FORMATS = ['onnx', 'onnx-f16', 'safetensors', 'tfjs', 'pytorch'] as const
export type ModelFormat = (typeof MODEL_FORMATS)[number]

export interface Snippet {
  /** What runs it. */
  readonly where: 'Python' | 'browser' | 'Node' | 'terminal'
  readonly code: string
}

export interface Usage {
  readonly snippets: readonly Snippet[]
  /** Content of `labels.json`: class names in the order of the outputs, and the preprocessing; some of the programs read it. */
  readonly labels: string
}
