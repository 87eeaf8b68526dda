/** The tensors of a file that somebody brings, by the names that networks have, whatever kind of file it is. */
import { namesInSafetensors, readSafetensors, SafetensorsError } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { Problem, type ProblemValues } from '../../protocol'
import { networkIn } from './names'

export interface Tensors {
  readonly params: ParamMap
  readonly metadata: Readonly<Record<string, string>>
  /** The first names of its tensors, as they stand in the file. */
  readonly names: readonly string[]
  /** Names of tensors that no network here has, which are not read. */
  readonly unknown: readonly string[]
  /** Which of several networks in the file was taken; null of a file of one. */
  readonly among: string | null
}

/** As many as a problem cites. */
const FIRST = 3

type IsKnown = (name: string) => boolean

/** Which of a file's names are read, by the names that they are read as, and which are not. */
function sorted(names: Iterable<string>, prefix: string, isKnown: IsKnown) {
  const [wanted, unknown] = [new Map<string, string>(), [] as string[]]
  for (const name of names) {
    if (!name.startsWith(prefix)) continue // of something else
    const own = name.slice(prefix.length)
    if (isKnown(own)) wanted.set(name, own)
    else unknown.push(own)
  }
  return { wanted, unknown }
}

function readSafetensorsTensors(bytes: Uint8Array, file: string, isKnown: IsKnown): Tensors {
  try {
    const names = namesInSafetensors(bytes)
    const { prefix, among } = networkIn([{ path: [], names }], isKnown)
    const { wanted, unknown } = sorted(names, prefix, isKnown)
    const { tensors, metadata } = readSafetensors(bytes, (name) => wanted.has(name))
    return {
      params: new Map([...tensors].map(([name, param]) => [wanted.get(name)!, param])),
      metadata,
      names: names.slice(0, FIRST),
      unknown,
      among,
    }
  } catch (error) {
    if (error instanceof SafetensorsError) throw new Problem('weights-malformed', { file, detail: error.message })
    throw error
  }
}

/** Of a file of PyTorch's; its reader comes when there is one. @throws Problem `weights-torch`, `weights-other-kind` */
async function readTorchTensors(bytes: Uint8Array<ArrayBuffer>, file: string, isKnown: IsKnown): Promise<Tensors> {
  const { isOtherZip, isTorchFileError, readTorchFile } = await import('./torch/file')
  try {
    const { bags, read } = await readTorchFile(bytes)
    const [first, ...rest] = bags.map(({ path, tensors }) => ({ path, tensors, names: [...tensors.keys()] }))
    if (!first) throw new Problem('weights-torch', { file, detail: 'it holds no tensors with names.' })
    const { group, prefix, among } = networkIn([first, ...rest], isKnown)
    const { wanted, unknown } = sorted(group.names, prefix, isKnown)
    const params = await read(new Map([...wanted].map(([name, own]) => [own, group.tensors.get(name)!])))
    return { params, metadata: {}, names: group.names.slice(0, FIRST), unknown, among }
  } catch (error) {
    if (isOtherZip(error)) throw new Problem('weights-other-kind', { file, kind: 'zip' })
    if (isTorchFileError(error)) throw new Problem('weights-torch', { file, detail: error.message })
    throw error
  }
}

/** Of an ONNX file of ours; its reader comes when there is one. @throws Problem `weights-onnx` */
async function readOnnxTensors(bytes: Uint8Array, file: string): Promise<Tensors> {
  const { isUnreadable, unfoldOnnx } = await import('../../export/unfoldOnnx')
  try {
    const { tensors, metadata } = unfoldOnnx(bytes)
    return { params: tensors, metadata, names: [...tensors.keys()].slice(0, FIRST), unknown: [], among: null }
  } catch (error) {
    if (isUnreadable(error)) throw new Problem('weights-onnx', { file, detail: error.message })
    throw error
  }
}

/** A safetensors file has its header, an object, after eight bytes. */
const isSafetensors = (bytes: Uint8Array): boolean => bytes[8] === 0x7b

/** What other files begin with, and what they are. */
const OTHERS: readonly (readonly [from: number, start: string, kind: ProblemValues['weights-other-kind']['kind']])[] = [
  [0, '\x89HDF', 'keras'],
  [4, 'TFL3', 'tflite'],
  [0, 'GGUF', 'gguf'],
  [0, '\x93NUMPY', 'numpy'],
  [0, '<', 'html'],
  [257, 'ustar', 'tar'],
]

/**
 * Reads those tensors of a file that networks here have, by its content, whatever its name ends in. Names that have something before them are read without it.
 * @throws Problem `weights-malformed`, `weights-torch`, `weights-onnx`, `weights-other-kind`
 */
export async function readTensors(bytes: Uint8Array<ArrayBuffer>, file: string, isKnown: IsKnown): Promise<Tensors> {
  if (isSafetensors(bytes)) return readSafetensorsTensors(bytes, file, isKnown)
  const start = String.fromCharCode(...bytes.subarray(0, 264))
  const other = OTHERS.find(([from, begin]) => start.startsWith(begin, from))
  if (other) throw new Problem('weights-other-kind', { file, kind: other[2] })
  // An ONNX file begins with the number of its first field.
  if (bytes[0] === 0x08) return readOnnxTensors(bytes, file)
  if (TORCH_STARTS.some((begin) => start.startsWith(begin))) return readTorchTensors(bytes, file, isKnown)
  return readSafetensorsTensors(bytes, file, isKnown)
}

/** A zip, or a pickle. */
const TORCH_STARTS = ['PK\x03\x04', '\x80\x02', '\x80\x04', '\x80\x05']
