/**
 * The pickle in a file of `torch.save` as plain data. A pickle may name any function of Python's for its reader to call: here none is called but the few below,
 * which make data, and whatever else it names becomes an object that holds what was given to it.
 */
import { BufferReader, NameRegistry, Parser } from 'pickleparser'

/** A file that is not what `torch.save` writes, or that contradicts itself; the message says what is wrong in plain words. */
export class TorchFileError extends Error {
  override readonly name: string = 'TorchFileError'
}

/** A zip that somebody else wrote. */
export class OtherZipError extends TorchFileError {
  override readonly name = 'OtherZipError'
}

/** Numbers that lie in the file beside the pickle. */
export interface Storage {
  readonly key: string
  /** As safetensors names types. */
  readonly dtype: string
  /** Numbers, not bytes. */
  readonly length: number
}

/** A tensor as the pickle describes it: a view of a storage, as `torch.as_strided` takes it. */
export class StoredTensor {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** What a pickle adds to a parameter (`requires_grad`) changes nothing. */
  __setstate__(): void {}
}

/** An object of a class that is not known here: its attributes, and what it holds as a dictionary or a list. */
export class Unknown {
  readonly entries = new Map<unknown, unknown>()

  set(key: unknown, value: unknown): void {
    this.entries.set(key, value)
  }
  push(...values: readonly unknown[]): void {
    for (const value of values) this.entries.set(String(this.entries.size), value)
  }
  /** @param state its attributes; where some lie in slots, those and these */
  __setstate__(state: unknown): void {
    for (const part of Array.isArray(state) && state.length === 2 ? (state as unknown[]) : [state])
      if (part instanceof Map) for (const [name, value] of part as ReadonlyMap<unknown, unknown>) this.entries.set(name, value)
  }
}

/** Types of `torch` by the storage's class. */
const DTYPES: Readonly<Record<string, string>> = {
  ...{ DoubleStorage: 'F64', FloatStorage: 'F32', HalfStorage: 'F16', BFloat16Storage: 'BF16' },
  ...{ LongStorage: 'I64', IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8', ByteStorage: 'U8', BoolStorage: 'BOOL' },
}

/** As NumPy has it. */
const MOST_SIDES = 64

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.length <= MOST_SIDES && value.every(isCount)

/** `torch._utils._rebuild_tensor_v2`, and the older one, whose arguments begin alike. */
function tensor(storage: unknown, offset: unknown, shape: unknown, strides: unknown): unknown {
  if (!(storage instanceof Stored)) return null
  if (!isCount(offset) || !isCounts(shape) || !isCounts(strides) || shape.length !== strides.length)
    throw new TorchFileError('it describes a tensor that cannot be.')
  return new StoredTensor(storage, offset, shape, strides)
}

class Stored implements Storage {
  constructor(
    readonly key: string,
    readonly dtype: string,
    readonly length: number,
  ) {}

  __setstate__(): void {}
}

/** A class of tensors, which older files call to make one of another. */
function sameData(data: unknown): unknown {
  return data
}

/** Any class that is not known: pickles call it, construct it, and look for others in it. */
class Names extends NameRegistry {
  override onMissingName() {
    return function unknown(): Unknown {
      return new Unknown()
    }
  }
}

const TENSORS = [
  'nn.parameter.Parameter',
  'nn.Parameter',
  'autograd.variable.Variable',
  'tensor',
  'Tensor',
  'FloatTensor',
  'HalfTensor',
].concat([
  'DoubleTensor',
  'LongTensor',
  'IntTensor',
  'ByteTensor',
  'cuda.FloatTensor',
  'cuda.HalfTensor',
  'cuda.DoubleTensor',
  'cuda.LongTensor',
])

/** What is called of what a pickle names. All else is kept as an object of that class, with its attributes. */
function callables(): { readonly names: NameRegistry; readonly dtypeOf: ReadonlyMap<unknown, string> } {
  const names = new Names()
  names.register('collections', 'defaultdict', () => new Map())
  names.register('collections', 'deque', () => [])
  // A class within another, and no function: nothing of what is known is reached by it.
  for (const module of ['builtins', '__builtin__']) names.register(module, 'getattr', () => names.onMissingName())
  for (const name of TENSORS) {
    const [last, ...before] = name.split('.').reverse()
    names.register(['torch', ...before.reverse()].join('.'), last!, sameData)
  }
  names.register('collections', 'OrderedDict', (entries?: Iterable<readonly [unknown, unknown]>) => new Map(entries ?? []))
  names.register('torch._utils', '_rebuild_tensor_v2', tensor)
  names.register('torch._utils', '_rebuild_tensor', tensor)
  names.register('torch._utils', '_rebuild_parameter', (data: unknown) => data)
  names.register('torch._utils', '_rebuild_parameter_with_state', (data: unknown) => data)
  names.register('torch._tensor', '_rebuild_from_type_v2', (rebuild: (...args: unknown[]) => unknown, _type: unknown, args: unknown[]) =>
    rebuild(...args),
  )
  const dtypeOf = new Map<unknown, string>()
  for (const [name, dtype] of Object.entries(DTYPES)) {
    const storage = () => null
    names.register('torch', name, storage)
    dtypeOf.set(storage, dtype)
  }
  return { names, dtypeOf }
}

/** Opcodes of integers with so many bytes as the next one, or four, say. */
const [LONG1, LONG4] = [0x8a, 0x8b]
/** Bytes of a count; what is larger, such as a random seed, is of no use here. */
const COUNT_BYTES = 6

/** Reads integers of more bytes than a count has as 0: at those the parser gives up, or takes long. */
class Reader extends BufferReader {
  private before = 0
  private isInteger = false

  override byte(): number {
    const value = super.byte()
    this.isInteger = this.before === LONG1
    this.before = value
    return value
  }
  override uint32(): number {
    this.isInteger = this.before === LONG4
    return super.uint32()
  }
  override string(...args: Parameters<BufferReader['string']>): string {
    this.isInteger = false
    return super.string(...args)
  }
  override bytes(length: number): ReturnType<BufferReader['bytes']> {
    const bytes = super.bytes(length)
    return this.isInteger && length > COUNT_BYTES ? new Uint8Array() : bytes
  }
}

/**
 * Reads the pickles of a file one after another.
 * @throws TorchFileError from `next`
 */
export class Pickles {
  /** Every storage that was named, by its key. */
  readonly storages = new Map<string, Storage>()
  private readonly reader: Reader
  private readonly parser: Parser

  constructor(bytes: Uint8Array) {
    const { names, dtypeOf } = callables()
    this.reader = new Reader(bytes)
    // As `torch.save` has it: a tuple of the word "storage", its class, its key, its device and how many numbers it holds.
    const persistent = (id: unknown): unknown => {
      const [word, kind, key, , length] = Array.isArray(id) ? (id as unknown[]) : []
      // Older files of whole networks name each class with its source.
      if (word === 'module') return kind
      const dtype = dtypeOf.get(kind)
      if (word !== 'storage' || typeof key !== 'string' || !isCount(length))
        throw new TorchFileError('it names numbers in a way that is not known.')
      // Numbers of another type (quantized ones) are none of a network here.
      if (dtype === undefined) return null
      const storage = new Stored(key, dtype, length)
      this.storages.set(key, storage)
      return storage
    }
    this.parser = new Parser({ nameResolver: names, persistentResolver: { resolve: persistent }, unpicklingTypeOfDictionary: 'Map' })
  }

  /** In bytes from the beginning. */
  get position(): number {
    return this.reader.position
  }

  skip(bytes: number): void {
    this.reader.skip(bytes)
  }

  /** @param as makes something of the next pickle's value; its errors are TorchFileErrors too */
  next<T>(as: (value: unknown) => T): T {
    try {
      return as(this.parser.read<unknown>(this.reader))
    } catch (error) {
      if (error instanceof TorchFileError) throw error
      // The parser has errors of its own, and a malformed pickle leads it to any of JavaScript's.
      throw new TorchFileError(`its description is malformed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}
