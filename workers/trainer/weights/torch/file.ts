/**
 * A file of `torch.save`, as people have it under .pth, .pt, .bin and .ckpt: a zip with the pickle `data.pkl` and the numbers beside it (PyTorch 1.6 and later, TorchScript's too), or
 * pickles one after another with the numbers behind them. The formats are those of PyTorch's `torch/serialization.py`.
 */
import { BlobReader, type FileEntry, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import { toFloat32 } from '../../../model/safetensors'
import type { Param, ParamMap } from '../../../model/spec'
import { type Bag, bagsIn } from './bags'
import { OtherZipError, Pickles, type Storage, type StoredTensor, TorchFileError } from './pickled'

export const isTorchFileError = (error: unknown): error is Error => error instanceof TorchFileError
/** Of those a zip that PyTorch did not write. */
export const isOtherZip = (error: unknown): boolean => error instanceof OtherZipError

export interface TorchFile {
  readonly bags: readonly Bag[]
  /** Numbers of some of its tensors, as f32. @throws Error for which `isTorchFileError` */
  read(tensors: ReadonlyMap<string, StoredTensor>): Promise<ParamMap>
}

/** Bytes of a number of each type. */
const BYTES: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 }

/** What an older file begins with: a pickle of the number 0x1950a86a20f9469cfc6c. */
const OLD = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]
const ZIP = [0x50, 0x4b, 0x03, 0x04]

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte)

const sizeOf = ({ shape }: StoredTensor): number => shape.reduce((a, b) => a * b, 1)
/** The place of its last number in its storage; before its first where it has none. */
const lastOf = (tensor: StoredTensor): number =>
  sizeOf(tensor) === 0 ? tensor.offset - 1 : tensor.shape.reduce((sum, side, i) => sum + (side - 1) * tensor.strides[i]!, tensor.offset)

/** Numbers of a tensor out of its storage's, in order. */
function viewed(tensor: StoredTensor, bytes: Uint8Array, name: string): Param {
  const { storage, offset, shape, strides } = tensor
  const [size, last] = [sizeOf(tensor), lastOf(tensor)]
  if (last >= storage.length) throw new TorchFileError(`"${name}" lies outside its numbers.`)
  const each = BYTES[storage.dtype]!
  if (size > storage.length) throw new TorchFileError(`"${name}" says numbers more than once.`)
  const numbers = toFloat32(storage.dtype, bytes.subarray(offset * each, (last + 1) * each))
  let dense = 1
  const isDense = shape.toReversed().every((side, i) => {
    const fits = side === 1 || strides.at(-1 - i) === dense
    dense *= side
    return fits
  })
  if (isDense) return { shape, data: numbers }
  const data = new Float32Array(size)
  const at = shape.map(() => 0)
  for (let i = 0; i < size; i++) {
    data[i] = numbers[at.reduce((sum, place, k) => sum + place * strides[k]!, 0)]!
    for (let k = shape.length - 1; k >= 0 && ++at[k]! === shape[k]; k--) at[k] = 0
  }
  return { shape, data }
}

/**
 * Each storage is read once, and kept until its tensors are read. Tensors may share their numbers: together they are held to one number per byte of the file, the most that files without shared ones have, and storages to four times its bytes.
 * @param bytesOf a storage's bytes; asked for one after another
 */
async function readAll(
  tensors: ReadonlyMap<string, StoredTensor>,
  fileBytes: number,
  bytesOf: (storage: Storage) => Promise<Uint8Array> | Uint8Array,
): Promise<ParamMap> {
  const read: ParamMap = new Map()
  const inOrder = [...tensors].sort(([, { storage: a }], [, { storage: b }]) => (a.key < b.key ? -1 : Number(a.key > b.key)))
  let [key, bytes]: [string | null, Uint8Array] = [null, new Uint8Array()]
  let [numbers, stored] = [0, 0]
  for (const [name, tensor] of inOrder) {
    const { storage } = tensor
    numbers += lastOf(tensor) + 1 - tensor.offset
    if (storage.key !== key) {
      ;[key, bytes] = [storage.key, await bytesOf(storage)]
      stored += bytes.length
    }
    if (numbers > fileBytes || stored > 4 * fileBytes) throw new TorchFileError('its tensors have more numbers than the file can hold.')
    if (bytes.length < storage.length * BYTES[storage.dtype]!) throw new TorchFileError(`the numbers of "${name}" are cut short.`)
    read.set(name, viewed(tensor, bytes, name))
  }
  return new Map([...tensors.keys()].map((name) => [name, read.get(name)!]))
}

/** Bytes of a zip's last record without a comment, and of the one of zip64 before it that says where that of zip64 with the numbers is. */
const [END, LOCATOR] = [22, 20]

/**
 * A zip as PyTorch writes it, without the records of zip64 that stand at the end of each, needed or not: where they are not, zip.js 2.24 takes them for a part of the list of files, of which it then
 * loses the first where that is as long as they are (76 bytes: the file was saved under a name of 21 characters, such as mobilenetv3_large_100.pth).
 */
function withoutZip64(bytes: Uint8Array<ArrayBuffer>): Blob {
  const [end, view] = [bytes.length - END, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)]
  const isAt = (at: number, signature: number) => at >= 0 && at + 4 <= bytes.length && view.getUint32(at) === signature
  if (!isAt(end, 0x504b0506) || !isAt(end - LOCATOR, 0x504b0607)) return new Blob([bytes])
  const isNeeded =
    view.getUint16(end + 10, true) === 0xffff || Math.max(view.getUint32(end + 12, true), view.getUint32(end + 16, true)) === 0xffffffff
  const start = Number(view.getBigUint64(end - LOCATOR + 8, true))
  return isNeeded || !isAt(start, 0x504b0606) ? new Blob([bytes]) : new Blob([bytes.subarray(0, start), bytes.subarray(end)])
}

async function readZip(bytes: Uint8Array<ArrayBuffer>): Promise<TorchFile> {
  const damaged = (): never => {
    throw new TorchFileError('it is a zip that is damaged or cut short.')
  }
  const zip = new ZipReader(new BlobReader(withoutZip64(bytes)), { useWebWorkers: false, checkSignature: true })
  const entries = await zip.getEntries().catch(damaged)
  const files = new Map(entries.flatMap((entry) => (entry.directory ? [] : [[entry.filename, entry] as const])))
  const pickle = [...files.keys()].filter((path) => /(^|\/)data\.pkl$/.test(path)).sort((a, b) => a.length - b.length)[0]
  if (pickle === undefined) throw new OtherZipError('it is a zip without data.pkl, so that PyTorch did not write it.')
  const folder = pickle.slice(0, -'data.pkl'.length)
  const contentOf = async (entry: FileEntry): Promise<Uint8Array<ArrayBuffer>> => {
    // PyTorch stores numbers as they are: what claims to be larger than its file is no file of its own.
    if (entry.uncompressedSize > bytes.length) return damaged()
    return entry.getData(new Uint8ArrayWriter()).catch(damaged)
  }
  const order = files.get(`${folder}byteorder`)
  if (order && order.uncompressedSize > 16) return damaged()
  if (order && new TextDecoder().decode(await contentOf(order)) === 'big')
    throw new TorchFileError('its numbers have the other order of bytes.')
  const pickles = new Pickles(await contentOf(files.get(pickle)!))
  const bags = pickles.next(bagsIn)
  const bytesOf = ({ key }: Storage): Promise<Uint8Array> => {
    const entry = files.get(`${folder}data/${key}`)
    if (!entry) throw new TorchFileError(`it has no numbers called ${key.slice(0, 100)}.`)
    return contentOf(entry)
  }
  return { bags, read: (tensors) => readAll(tensors, bytes.length, bytesOf) }
}

function readOld(bytes: Uint8Array): TorchFile {
  if (!beginsWith(bytes, OLD)) throw new TorchFileError('it is a pickle that torch.save did not write.')
  const pickles = new Pickles(bytes)
  pickles.skip(OLD.length)
  pickles.next(() => null) // the version of the format
  pickles.next(() => null) // the machine that it was written on
  const bags = pickles.next(bagsIn)
  const keys = pickles.next((value) => value)
  if (!Array.isArray(keys)) throw new TorchFileError('it does not say which numbers it holds.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places = new Map<string, Uint8Array>()
  let at = pickles.position
  for (const key of keys as unknown[]) {
    const storage = pickles.storages.get(String(key))
    // How many numbers follow, in eight bytes.
    const length = storage && at + 8 <= bytes.length ? Number(view.getBigInt64(at, true)) : -1
    if (!storage || length < 0) throw new TorchFileError('its numbers are cut short, or of a type that is not read.')
    const end = at + 8 + length * BYTES[storage.dtype]!
    places.set(storage.key, bytes.subarray(at + 8, end))
    at = end
  }
  return { bags, read: (tensors) => readAll(tensors, bytes.length, ({ key }) => places.get(key) ?? new Uint8Array()) }
}

/**
 * Reads what a file describes; its numbers are read when they are asked for.
 * @throws Error for which `isTorchFileError`
 */
export function readTorchFile(bytes: Uint8Array<ArrayBuffer>): Promise<TorchFile> {
  return beginsWith(bytes, ZIP) ? readZip(bytes) : Promise.resolve().then(() => readOld(bytes))
}
