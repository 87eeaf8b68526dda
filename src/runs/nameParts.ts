/** The parts of a run's name: runs are called after their pictures, and only that part has a direction and a length of its own. Pure. */
import type { RunRecord } from '../../workers/protocol'
import { cutMiddle } from '../ui/names'

/** What the pictures are called, and its number and what differs; all of it and nothing where a person called the run otherwise. Joined they are the name. */
export function nameParts({ name, dataset }: Pick<RunRecord, 'name' | 'dataset'>): readonly [pictures: string, rest: string] {
  const isCalledSo = dataset.name !== '' && name.startsWith(`${dataset.name} `)
  return isCalledSo ? [dataset.name, name.slice(dataset.name.length)] : [name, '']
}

/** Letters of each part that a line of a picker has room for. */
const [MOST_PICTURES, MOST_REST] = [18, 12]

/** The name for the one line of a picker: number and figures stand behind it, and are what is chosen by. */
export function lineName(run: Pick<RunRecord, 'name' | 'dataset'>): string {
  const [pictures, rest] = nameParts(run)
  return rest === '' ? cutMiddle(pictures, MOST_PICTURES + MOST_REST) : cutMiddle(pictures, MOST_PICTURES) + headOf(rest)
}

/** " 12: 224 px, rate 0.01" as " 12: 224 px…": its number stands first. */
const headOf = (rest: string): string => (rest.length > MOST_REST ? `${rest.slice(0, MOST_REST - 1).trimEnd()}…` : rest)
