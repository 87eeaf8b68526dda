/** What a download format is: the few verbs that every one of them has. The table of all is in formats.ts. */
import { type ModelSpec, type ParamMap, paramInfos } from '../model/spec'
import type { Snippet, WholeLoss } from '../protocol/usage'
import type { ReadBack } from './builder'
import type { Precision, Reference } from './check'
import type { RunReport } from './metrics'
import type { ExportModel } from './model'
import type { PyTorchProject } from './pytorch'
import type { ReportInput } from './report'

/** What files are made of; what takes long is read when a format asks for it. */
export interface Material {
  /** With the best weights. */
  readonly model: ExportModel
  readonly run: RunReport
  /** What the run is called. */
  readonly name: string
  readonly project: () => Promise<PyTorchProject>
  readonly report: () => Promise<ReportInput>
  /** The ONNX file of whole numbers, for which validation pictures are asked about. */
  readonly whole: () => Promise<{ readonly file: Uint8Array<ArrayBuffer>; readonly loss: WholeLoss; readonly reference: Reference }>
}

export interface Made {
  readonly content: BlobPart
  /** The weights that are in it; null where it has none. */
  readonly params: ParamMap | null
  /** What it loses, which is shown before it is taken. */
  readonly loss?: WholeLoss
  /** What the file is compared with, where that is not the network itself. */
  readonly reference?: Reference
}

export interface DownloadFormat {
  /** The file's name. Its name for a person, and whom it is for, are words: they stand in the page's languages under the format's key. */
  readonly file: string
  /** As HTTP has it: `application/zip`. */
  readonly type: string
  readonly make: (material: Material) => Promise<Made>
  /** About how many bytes it will have, without making it where that takes long: within a tenth, or 30 kB of small files. */
  readonly bytes: (material: Material) => Promise<number>
  /** How a finished file is tried before it is offered: it is read back, and must answer as the studio does. Null for what is only read by people. */
  readonly check: {
    readonly precision: Precision
    /** @throws Error where the file is none of this format */
    readonly read: (file: Blob) => Promise<ReadBack>
  } | null
  /** Short programs that use the file. */
  readonly code: readonly Snippet[]
}

/** Numbers in a network. */
export const numbersIn = (spec: ModelSpec): number => paramInfos(spec).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)

/** A whole file's bytes. */
export const bytesOf = async (file: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await file.arrayBuffer())
