/** A snapshot as bytes and back: tensors under `params/`, `optimizer/`; the clock as JSON in the metadata. */
import { readSafetensors, safetensorsParts } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import type { RunClock } from '../fit/clock'
import type { Snapshot } from '../fit/fit'

const FORMAT = 'trainyard-checkpoint-1'

const prefixed = (prefix: string, tensors: ParamMap) => [...tensors].map(([name, param]) => [`${prefix}${name}`, param] as const)

function under(prefix: string, tensors: ParamMap): ParamMap {
  return new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, param]) => [name.slice(prefix.length), param]))
}

/** JSON has no NaN or infinity, which the clock's "best so far" begins with. */
const writeNumber = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
const readNumber = (_: string, value: unknown) =>
  value !== null && typeof value === 'object' && 'number' in value && Object.keys(value).length === 1 ? Number(value.number) : value

/** The file in parts, tensors as they lie. The best epoch's parameters are not in here: they have a file of their own, written when they change. */
export function encodeCheckpoint({ clock, params, optimizer }: Omit<Snapshot, 'best'>): Uint8Array[] {
  const tensors: ParamMap = new Map([...prefixed('params/', params), ...prefixed('optimizer/', optimizer)])
  return safetensorsParts(tensors, { format: FORMAT, clock: JSON.stringify(clock, writeNumber) })
}

/**
 * @throws SafetensorsError, SyntaxError or Error where the bytes are not a whole checkpoint
 */
export function decodeCheckpoint(bytes: ArrayBuffer): Omit<Snapshot, 'best'> {
  const { tensors, metadata } = readSafetensors(bytes)
  if (metadata.format !== FORMAT || !metadata.clock) throw new Error(`not a checkpoint: ${metadata.format ?? 'no format'}`)
  return {
    clock: JSON.parse(metadata.clock, readNumber) as RunClock,
    params: under('params/', tensors),
    optimizer: under('optimizer/', tensors),
  }
}
