/** A snapshot as bytes and back: tensors under `params/`, `optimizer/`, `history/`; the clock as JSON in the metadata. */
import * as v from 'valibot'
import { readSafetensors, safetensorsParts } from '../../model/safetensors'
import type { ParamMap } from '../../model/spec'
import { epochShape } from '../../protocol/recordShape'
import type { RunClock } from '../fit/clock'
import { ASTRAY_START } from '../fit/divergence'
import type { Snapshot } from '../fit/fit'
import { DamagedRunFile } from './damage'
import { type PackedHistory, packHistory, unpackHistory } from './history'
import { assertSeal, sealed } from './seal'

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

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const duration = v.pipe(v.number(), v.minValue(0))
const any = v.union([v.number(), v.nan()])
/** What the fit loop counts with. Fields that are not named here are kept as they are. */
const clockShape = v.pipe(
  v.looseObject({
    epoch: v.pipe(v.number(), v.integer(), v.minValue(1)),
    ...{ batch: count, update: count, counter: count, correct: count, seen: count, trainedPictures: count },
    ...{ lossSum: any, epochSeconds: duration, runSeconds: duration, trainSeconds: duration },
    plateau: v.looseObject({ factor: v.pipe(v.number(), v.minValue(0)), best: any, bad: count }),
    stopping: v.looseObject({ bestEpoch: count, bestValue: any, sinceBest: count }),
    // Checkpoints of 0.1.0 have none.
    astray: v.optional(v.looseObject({ score: count, steps: count }), { ...ASTRAY_START }),
    history: v.array(epochShape),
  }),
  v.check(
    ({ history, stopping: { bestEpoch } }) => bestEpoch === 0 || history.some(({ epoch }) => epoch === bestEpoch),
    'its best epoch is none of those it has',
  ),
)

/** The file in parts, tensors as they lie. The best epoch's parameters are not in here: they have a file of their own, written when they change. */
export async function encodeCheckpoint({ clock, params, optimizer }: Omit<Snapshot, 'best'>): Promise<Uint8Array[]> {
  const { packed, tensors: past } = packHistory(clock.history)
  const tensors: ParamMap = new Map([...prefixed('params/', params), ...prefixed('optimizer/', optimizer), ...past])
  return safetensorsParts(
    tensors,
    await sealed(tensors, { format: FORMAT, clock: JSON.stringify({ ...clock, history: packed }, writeNumber) }),
  )
}

/**
 * Reads a checkpoint and compares it with its checksum; whether its tensors are the run's is another question (`runTensors.ts`).
 * @throws SafetensorsError or DamagedRunFile where the bytes are not a whole checkpoint
 */
export async function decodeCheckpoint(bytes: ArrayBuffer): Promise<Omit<Snapshot, 'best'>> {
  const read = readSafetensors(bytes)
  const { tensors, metadata } = read
  if (metadata.format !== FORMAT || !metadata.clock) throw new DamagedRunFile('it holds no checkpoint')
  await assertSeal(read)
  return { clock: readClock(metadata.clock, tensors), params: under('params/', tensors), optimizer: under('optimizer/', tensors) }
}

function readClock(text: string, tensors: ParamMap): RunClock {
  let value: unknown
  try {
    value = JSON.parse(text, readNumber)
  } catch {
    throw new DamagedRunFile('its clock is no JSON')
  }
  const read = v.safeParse(clockShape, unpacked(value, tensors))
  if (read.success) return read.output
  const [issue] = read.issues
  throw new DamagedRunFile(`its clock is wrong at ${v.getDotPath(issue) ?? issue.message}`)
}

/** The clock with its history out of the tensors; 0.1 wrote a plain list, which stays. What is neither is left to the clock's schema. */
function unpacked(clock: unknown, tensors: ParamMap): unknown {
  if (!v.is(v.looseObject({ history: v.looseObject({ epochs: v.array(v.looseObject({})), names: v.array(v.string()) }) }), clock))
    return clock
  try {
    return { ...clock, history: unpackHistory(clock.history as unknown as PackedHistory, tensors) }
  } catch (error) {
    throw new DamagedRunFile(error instanceof Error ? error.message : String(error))
  }
}
