/** What can go wrong in a way that a person should be told: a code with values, worded on the page in the person's language. */
import type { ForeignKind } from './kinds'
import type { LayoutName } from './layoutNames'
import type { TableFault } from './tables'

/** Values that each problem's message needs. */
export interface ProblemValues {
  /** `foreign`: the commonest kind of pictures among them that are not read here. */
  /** `inside`: a file that may hold pictures itself, or belongs to some. */
  'no-pictures': { files: number; foreign?: { kind: ForeignKind; files: number }; inside?: { file: string; kind: 'table' | 'container' } }
  /**
   * `readings`: other readings of the same pictures, where they were just opened. `leftOut`: of those what is taken for masks or copies. `table`: one beside them that
   * might have had labels, and why it has none.
   */
  'one-class': {
    name: string
    pictures: number
    leftOut: number
    readings: readonly LayoutName[]
    table?: { file: string; fault: TableFault }
  }
  'too-many-classes': { classes: number; limit: number; readings: readonly LayoutName[] }
  'class-too-small': { name: string; pictures: number; readings: readonly LayoutName[] }
  'bad-pattern': { pattern: string; why: 'no-label' | 'not-understood'; detail: string }
  /** Of a table that was chosen. `file`: as it was listed or asked for; `readings` and `leftOut` as of `one-class`. */
  'table-unusable': { file: string; fault: TableFault; leftOut: number; readings: readonly LayoutName[] }
  'zip-unreadable': { file: string }
  'zip-encrypted': { file: string }
  'zip-too-large': { file: string }
  /** `kind`: the archive's, or how its entries are packed; `split` for a part of one. */
  'archive-unsupported': { file: string; kind: string }
  'cannot-decode': { file: string }
  'permission-lost': { name: string }
  'weights-malformed': { file: string; detail: string }
  /** `network`: by torchvision's or timm's name, the one that the file comes nearest to. */
  'weights-mismatch': { file: string; network: string; name: string; expected: string; got: string }
  /** All of a network is there, and more within it: tensors that it has not. `got`: the first of them, `more`: how many others. */
  'weights-other-parts': { file: string; network: string; got: string; more: number }
  /** A tensor whose values no network can work with. */
  'weights-unsound': { file: string; name: string; value: string }
  /** A file of PyTorch's that cannot be read, or a zip or pickle that is none. */
  'weights-torch': { file: string; detail: string }
  /** Its tensors have other names than those of networks here. `names`: the first of them, as they stand in the file. */
  'weights-other-names': { file: string; names: readonly string[] }
  /** A file of another program, by what it begins with; `zip`: one that PyTorch did not write. */
  'weights-other-kind': { file: string; kind: 'keras' | 'tflite' | 'gguf' | 'numpy' | 'html' | 'zip' | 'tar' }
  /** An ONNX file that nothing can learn on from: another program's, or one of before BatchNorm's statistics stood in it. */
  'weights-onnx': { file: string; detail: string }
  /** A Vision Transformer that is none of those here: `part`, a tensor that they have not; `patch`, patches of another side; `positions`, those of pictures of another side, px. `example`: a name of one that is. */
  'weights-other-vit': { file: string; kind: 'part' | 'patch' | 'positions'; got: string; example: string }
  /** timm's names of a MobileNet or EfficientNet, and nothing says whether it pads as PyTorch or as TensorFlow does. */
  'weights-padding': { file: string }
  /** Its name says that pictures were scaled in another way, or not that they were in ours. `known`: timm's tags that say so, `example`: a name. */
  'weights-normalisation': { file: string; known: string; example: string }
  /** Bytes. */
  'weights-too-large': { file: string; limit: number }
  'no-webgpu': Record<string, never>
  /** The processor's kernels do not compile: no WebAssembly, or one without SIMD. `detail` is the browser's own word. */
  'no-wasm': { detail: string }
  'device-lost': { detail: string }
  /** Bytes; `given` is null where the device only said no, `suggested` where no batch fits. */
  'device-too-small': { batch: number; size: number; needed: number; given: number | null; suggested: number | null }
  'out-of-memory': { batch: number; size: number }
  'storage-full': { needed: number; free: number }
  /** Nothing can be kept: site data blocked, a database of a newer version, one that another tab holds, no answer. `detail` is the browser's own word. */
  'no-storage': { why: 'blocked' | 'newer' | 'held' | 'silent'; detail: string }
  /** A file that the person chose to be written. `full`: there is no room where it was to go. */
  'file-not-written': { file: string; full: boolean; detail: string }
  'no-training-pictures': { validation: number }
  'no-validation-pictures': { training: number }
  'one-training-class': { name: string }
  'stopped-early': Record<string, never>
  diverged: { epoch: number; step: number }
  'decode-failures': { failed: number; of: number }
  'no-model': Record<string, never>
  /** A network that begins untrained is asked before a run. */
  'nothing-learnt': { network: string }
  'no-dataset': Record<string, never>
  /** A picture was asked for that is not among those that are open: others were opened meanwhile. */
  'no-picture': Record<string, never>
  'no-test-pictures': Record<string, never>
  'sample-unreadable': { file: string; why: 'too-large' | 'no-text' | 'no-columns' | 'no-rows' | 'uneven' }
  'sample-columns': { file: string; columns: readonly string[]; classes: readonly string[] }
  busy: Record<string, never>
  'bad-option': { option: string; value: string }
  /** The network takes pictures of whole patches. `below` and `above`: the sizes next to it that it does take, px. */
  'size-of-patches': { size: number; patch: number; below: number; above: number }
  'export-check-failed': { format: string; difference: number }
  'no-weights-address': { from: string }
  'download-failed': { address: string; detail: string }
  'download-damaged': { address: string }
  'download-stalled': { address: string; seconds: number }
  'download-redirected': { address: string }
  'worker-crashed': { detail: string }
  /** What a person gave as their token of the hub: none of its, or one that cannot write. `made`, here and below: the repository that was made for the push and stays, empty. */
  'hub-token': { why: 'wrong' | 'read-only'; made: string | null }
  /** `isPrivate`: the repository that is there already; a commit changes nothing of that. */
  'hub-name-taken': { repository: string; isPrivate: boolean }
  'hub-no-right': { repository: string; detail: string; made: string | null }
  /** The hub understood and would not. */
  'hub-refused': { repository: string; detail: string; made: string | null }
  /** The connection broke, nothing came for long, or the hub is not well. */
  'hub-unreachable': { isOffline: boolean; detail: string; made: string | null }
  /** Code that comes when it is needed did not: there is no network, or the host has another version by now. */
  'part-not-fetched': Record<string, never>
  /** Something that was started gave no answer for so long. */
  'not-started': { part: 'trainer' | 'decoder' | 'downloads' | 'push' | 'map' | 'thread' | 'engine' | 'graphics'; seconds: number }
  'checkpoint-unreadable': { run: string }
  /** What a run needs to be trained on was removed to make room; its model is there. */
  'checkpoints-removed': { run: string }
  'other-dataset': { run: string; dataset: string }
  'other-classes': { run: string }
  /** A search for a recipe is to go on, and its trials began from others than those that are chosen. */
  'other-weights': { weights: string }
  /** The run's pictures are open, and have other classes now. */
  'classes-changed': { run: string; classes: readonly string[] }
  'no-common-pictures': { pictures: number; needed: number }
  'run-elsewhere': { run: string }
  /** No name where nothing is left that would tell it. */
  'run-gone': { run: string }
  'run-file-malformed': { file: string; detail: string }
  unexpected: { detail: string }
}
export type ProblemCode = keyof ProblemValues

/** A problem as plain data, as it crosses threads and stands in events. */
export type ProblemData = { [C in ProblemCode]: { readonly code: C; readonly values: ProblemValues[C] } }[ProblemCode]

/** Thrown in workers. Its name and message survive Comlink's own error passing, so that `problemOf` restores it on the page. */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'Problem'
  constructor(
    readonly code: C,
    readonly values: ProblemValues[C],
  ) {
    super(JSON.stringify({ code, values }))
  }
}

/** What Chrome, Firefox and Safari say of a module, and the page's loader of a style sheet, that could not be fetched; an error in a module has its own words. */
const NOT_FETCHED = /dynamically imported module|importing a module script failed|unable to preload css/i

const isNotFetched = (message: string): boolean => NOT_FETCHED.test(message)

/** Reads whatever was thrown, on either side of a postMessage, as a problem; what is not one becomes `part-not-fetched` or `unexpected`. */
export function problemOf(thrown: unknown): ProblemData {
  if (thrown instanceof Error && thrown.name === 'Problem') {
    try {
      const problem = JSON.parse(thrown.message) as ProblemData
      // A worker whose own code did not come tells it so.
      return problem.code === 'worker-crashed' && isNotFetched(problem.values.detail) ? { code: 'part-not-fetched', values: {} } : problem
    } catch {
      return { code: 'unexpected', values: { detail: thrown.message } }
    }
  }
  // Here rather than round each import: none can be forgotten, of libraries' own neither.
  if (thrown instanceof Error && isNotFetched(thrown.message)) return { code: 'part-not-fetched', values: {} }
  return { code: 'unexpected', values: { detail: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown) } }
}
