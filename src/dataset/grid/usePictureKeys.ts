/** What the place's keys do to pictures, whether they are chosen in the grid or on the map. */
import type { DatasetSummary } from '../../../workers/protocol'
import { classList } from '../classList'
import type { Command } from '../keys/keys'
import { usePlaceKeys } from '../keys/usePlaceKeys'
import { useText } from '../words'
import type { Edits } from './useEdits'

/** @param chosen the pictures that a key is about, when it is pressed */
export function usePictureKeys(dataset: DatasetSummary, edits: Edits, chosen: () => readonly number[], onSheet: () => void): void {
  const { keys } = useText()
  const commands: Partial<Record<Command, (digit: number) => void>> = {
    undo: edits.undo,
    redo: edits.redo,
    keys: onSheet,
    'leave-out': () => {
      const ids = chosen()
      if (ids.length === 0) edits.say(keys.nothingSelected)
      else edits.edit({ kind: 'leave-out', ids })
    },
    class: (digit) => {
      const ids = chosen()
      const to = classList(dataset).find((one) => one.digit === digit)
      if (!to) edits.say(keys.noSuchClass(digit))
      else if (ids.length === 0) edits.say(keys.nothingSelected)
      else edits.edit({ kind: 'relabel', ids, className: to.name })
    },
  }
  usePlaceKeys((command, digit) => commands[command]?.(digit))
}
