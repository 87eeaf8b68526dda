/** Runs found by what somebody types: by their whole names, however short a list has to write them. */
import type { RunRecord } from '../../workers/protocol'

const plain = (text: string): string => text.normalize('NFKC').toLowerCase()

/**
 * Whether each word that was typed stands in the run's name, its pictures' name, or in what the list says of it.
 * @param said the line of the list
 */
export function isRunFound(typed: string, { name, dataset }: Pick<RunRecord, 'name' | 'dataset'>, said: string): boolean {
  const all = plain(`${name}\n${dataset.name}\n${said}`)
  return plain(typed)
    .split(/\s+/)
    .every((word) => all.includes(word))
}
