/** A snapshot as bytes and back: tensors under `params/`, `optimizer/`, `history/`; the clock as JSON in the metadata. */
import { readSafetensors, safetensorsParts } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import type { RunClock } from '../fit/clock'
import type { Snapshot } from '../fit/fit'
import { packHistory, unpackHistory } from './history'

const FORMAT = 'trainyard-checkpoint-1'

const prefixed = (prefix: string, tensors: ParamMap) => [...tensors].map(([name, param]) => [`${prefix}${name}`, param] as const)

function under(prefix: string, tensors: ParamMap): ParamMap {
  return new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, param]) => [name.slice(prefix.length), param]))
}

/** The clock as the header has it. */
type PackedClock = Omit<RunClock, 'history'> & { readonly history: ReturnType<typeof packHistory>['packed'] }

/** JSON has no NaN or infinity, which the clock's "best so far" begins with. */
const writeNumber = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value
const readNumber = (_: string, value: unknown) =>
  value !== null && typeof value === 'object' && 'number' in value && Object.keys(value).length === 1 ? Number(value.number) : value

/** The file in parts, tensors as they lie. The best epoch's parameters are not in here: they have a file of their own, written when they change. */
export function encodeCheckpoint({ clock, params, optimizer }: Omit<Snapshot, 'best'>): Uint8Array[] {
  const { packed, tensors: past } = packHistory(clock.history)
  const tensors: ParamMap = new Map([...prefixed('params/', params), ...prefixed('optimizer/', optimizer), ...past])
  return safetensorsParts(tensors, { format: FORMAT, clock: JSON.stringify({ ...clock, history: packed }, writeNumber) })
}

/**
 * @throws SafetensorsError, SyntaxError or Error where the bytes are not a whole checkpoint
 */
export function decodeCheckpoint(bytes: ArrayBuffer): Omit<Snapshot, 'best'> {
  const { tensors, metadata } = readSafetensors(bytes)
  if (metadata.format !== FORMAT || !metadata.clock) throw new Error(`not a checkpoint: ${metadata.format ?? 'no format'}`)
  const clock = JSON.parse(metadata.clock, readNumber) as RunClock | PackedClock
  return {
    // 0.1 wrote a plain list.
    clock: 'epochs' in clock.history ? { ...clock, history: unpackHistory(clock.history, tensors) } : { ...clock, history: clock.history },
    params: under('params/', tensors),
    optimizer: under('optimizer/', tensors),
  }
}
