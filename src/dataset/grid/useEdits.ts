/** Edits of the selected pictures: carried out one at a time, and said until something else is done. */
import { useState } from 'react'
import type { DatasetEdit } from '../../../workers/protocol'
import { useApp, useAppStore } from '../state'
import { useText } from '../words'

export type PictureEdit = Extract<DatasetEdit, { ids: readonly number[] }>

export interface Edits {
  readonly busy: boolean
  /** What was done last; null once something else was, here or elsewhere. */
  readonly done: string | null
  readonly edit: (edit: PictureEdit) => void
  readonly undo: () => void
  readonly redo: () => void
  readonly say: (words: string) => void
}

/** @param onDone called when an edit was taken */
export function useEdits(onDone: () => void): Edits {
  const { pictures, data, keys } = useText()
  const editPictures = useApp((state) => state.editPictures)
  const store = useAppStore()
  const [busy, setBusy] = useState(false)
  const version = useApp((state) => state.datasetVersion)
  const [last, setLast] = useState<{ readonly words: string; readonly version: number } | null>(null)
  const say = (words: string) => setLast({ words, version: store.getState().datasetVersion })
  const run = async (edit: DatasetEdit, words: () => string) => {
    if (busy) return
    setBusy(true)
    if (await editPictures(edit)) {
      onDone()
      say(words())
    }
    setBusy(false)
  }
  const wordsOf = (edit: PictureEdit): string => {
    // Those that were so already are no change: what is said here is what “Your changes” counts.
    const changed = store.getState().dataset?.changes.last ?? 0
    if (changed === 0) return pictures.done.nothing
    if (edit.kind === 'relabel') return pictures.done.relabel(changed, edit.className)
    if (edit.kind === 'move') return pictures.done.move(changed, data.split[edit.split])
    return pictures.done[edit.kind](changed)
  }
  return {
    busy,
    done: last?.version === version ? last.words : null,
    edit: (edit) => void run(edit, () => wordsOf(edit)),
    undo: () => {
      if (store.getState().dataset?.changes.canUndo) void run({ kind: 'undo' }, () => keys.undone)
      else say(keys.nothingToUndo)
    },
    redo: () => {
      if (store.getState().dataset?.changes.canRedo) void run({ kind: 'redo' }, () => keys.redone)
      else say(keys.nothingToRedo)
    },
    say,
  }
}
