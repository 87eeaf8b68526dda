/** The health check: reads every picture once and keeps what would waste a run. Cancellable; changes nothing. */
import type { HealthNote, HealthProblem, HealthProgress } from '../../protocol/dataset'
import type { Dataset } from '../dataset/dataset'
import { groupsOf } from '../dataset/groups'
import { holdGroups } from '../dataset/holds'
import type { DecodePool, Inspection } from '../decode/pool'
import { nearDuplicates } from '../pixels/perceptual'
import { oddLooks } from './looks'
import { type Figures, figuresFor, figuresOf } from './shortcut'
import { TINY } from './tiny'

/** What the check saw in the files; what it means depends on labels and splits, and is said by `reportOf`. Plain data, kept between visits. */
export interface Health {
  readonly checked: number
  readonly milliseconds: number
  readonly bad: readonly { readonly id: number; readonly problem: HealthProblem }[]
  /** What is only said of pictures. Checks of earlier versions did not look. */
  readonly noted?: readonly { readonly id: number; readonly problem: HealthNote }[]
  /** The numbers that classes might be told apart by. */
  readonly figures?: Figures
  readonly same: readonly SamePictures[]
  /** By sample id: the lowest id among the pictures that are the same, exactly or nearly, or of one hold. */
  readonly groups: Uint32Array
  /** The pictures that were looked at; checks of earlier versions do not say. */
  readonly of?: Checked
}
/** Which pictures a check is of: ids mean nothing where others stand in their place. */
export interface Checked {
  /** SHA-256 (hex) over the paths of those that were opened. */
  readonly opened: string
  /** The ids of the batches behind them, in order. */
  readonly batches: readonly string[]
}
export interface SamePictures {
  readonly ids: readonly number[]
  /** Byte for byte. */
  readonly identical: boolean
  /** Those of them that are the same byte for byte, where not all are: sets of two or more. Checks of earlier versions do not say. */
  readonly copies?: readonly (readonly number[])[]
  /** The same ids, by pixels. */
  readonly largestFirst: readonly number[]
}

/** The check of the first `count` pictures of `of`: what it saw of those that are gone is dropped, those that came since are alone. */
export function healthOf(health: Health, count: number, of: number): Health {
  const here = (id: number): boolean => id < count
  const known = Math.min(count, health.groups.length)
  const groups = Uint32Array.from({ length: of }, (_, id) => (id < known ? health.groups[id]! : id))
  const same = health.same.flatMap(({ ids, identical, copies = [], largestFirst }) => {
    const left = ids.filter(here)
    const exact = copies.map((some) => some.filter(here)).filter((some) => some.length > 1)
    return left.length > 1 ? [{ ids: left, identical, copies: exact, largestFirst: largestFirst.filter(here) }] : []
  })
  const among = <T extends { readonly id: number }>(all: readonly T[]): T[] => all.filter(({ id }) => here(id))
  return {
    ...health,
    checked: Math.min(count, health.checked),
    bad: among(health.bad),
    ...(health.noted && { noted: among(health.noted) }),
    ...(health.figures && { figures: figuresFor(health.figures, known, of) }),
    same,
    groups,
  }
}

/** Pictures under inspection at once: enough to keep every worker busy. */
const AT_ONCE = 32

/**
 * Checks every picture of `dataset`.
 *
 * @throws the signal's reason when aborted
 */
export async function checkHealth(
  dataset: Dataset,
  pool: Pick<DecodePool, 'inspect'>,
  onProgress: (progress: HealthProgress) => void,
  signal: AbortSignal,
): Promise<Health> {
  const began = performance.now()
  const { samples } = dataset
  const inspections = new Array<Inspection>(samples.length)
  let next = 0
  let done = 0
  const one = async (): Promise<void> => {
    for (let i = next++; i < samples.length; i = next++) {
      inspections[i] = await pool.inspect(samples[i]!.source, signal)
      if (++done % 50 === 0) onProgress({ done, of: samples.length })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  onProgress({ done, of: samples.length })

  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
  }
  const exact = groupsOf(samples.length, sameBytes(inspections))
  // Of identical files one is compared, so that a thousand copies do not give a million pairs.
  const pairs = await nearDuplicates(
    inspections.map((found, i) => (found.ok && exact[i] === i ? found : null)),
    pause,
  )
  // Neighbours within a hold of the camera's button are alike by nature, and never split: nothing to report.
  const holds = holdGroups(samples.map((s) => s.path))
  const same = groupsOf(samples.length, [...exact.entries(), ...pairs.filter(([a, b]) => holds[a] !== holds[b])])
  const groups = groupsOf(samples.length, [...same.entries(), ...holds.entries()])
  return {
    checked: samples.length,
    milliseconds: performance.now() - began,
    bad: [...badFiles(inspections)],
    noted: [...notes(inspections), ...oddLooks(inspections)],
    figures: figuresOf(inspections),
    same: repeated(inspections, exact, same),
    groups,
  }
}

function* badFiles(inspections: readonly Inspection[]): Generator<Health['bad'][number]> {
  for (const [id, found] of inspections.entries()) {
    if (!found.ok) yield { id, problem: found.fault }
    else if (Math.min(found.width, found.height) < TINY) yield { id, problem: 'tiny' }
  }
}

function* notes(inspections: readonly Inspection[]): Generator<NonNullable<Health['noted']>[number]> {
  for (const [id, found] of inspections.entries()) {
    if (!found.ok) continue
    const { through = 'opaque', nearlyBlack } = found
    if (nearlyBlack) yield { id, problem: 'nearly-black' }
    if (through === 'opaque') continue
    yield { id, problem: 'transparent' }
    if (through !== 'clear') yield { id, problem: through }
  }
}

/** Pairs of pictures with the same bytes, each with the first of its kind. */
function sameBytes(inspections: readonly Inspection[]): [number, number][] {
  const first = new Map<string, number>()
  return [...inspections.entries()].flatMap(([id, found]): [number, number][] => {
    if (!found.ok) return []
    const before = first.get(found.sha256)
    if (before === undefined) first.set(found.sha256, id)
    return before === undefined ? [] : [[before, id]]
  })
}

/** Pictures that are the same, one entry for each that there is more than once. */
function repeated(inspections: readonly Inspection[], exact: Uint32Array, same: Uint32Array): SamePictures[] {
  const members = new Map<number, number[]>()
  same.forEach((group, id) => {
    const list = members.get(group)
    if (list) list.push(id)
    else members.set(group, [id])
  })
  const pixels = (id: number): number => {
    const found = inspections[id]!
    return found.ok ? found.width * found.height : 0
  }
  return [...members.values()]
    .filter((ids) => ids.length > 1)
    .map((ids) => ({
      ids,
      identical: ids.every((id) => exact[id] === exact[ids[0]!]),
      copies: [...new Set(ids.map((id) => exact[id]!))]
        .map((first) => ids.filter((id) => exact[id] === first))
        .filter(({ length }) => length > 1 && length < ids.length),
      largestFirst: ids.toSorted((a, b) => pixels(b) - pixels(a) || a - b),
    }))
}
