/** Edits of the selected pictures: carried out one after another, as they were asked for, and said until something else is done. */
import { useRef, useState } from 'react'
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
  const [asked, setAsked] = useState(0)
  const tail = useRef(Promise.resolve())
  const version = useApp((state) => state.datasetVersion)
  const [last, setLast] = useState<{ readonly words: string; readonly version: number } | null>(null)
  const say = (words: string) => setLast({ words, version: store.getState().datasetVersion })
  /** What is asked for while an edit is on its way waits for it: a quick hand loses nothing. */
  const run = (next: () => DatasetEdit | null, words: () => string) => {
    setAsked((before) => before + 1)
    const { openings } = store.getState()
    const carryOut = async () => {
      // Other pictures were opened: what was asked for is not about them.
      if (store.getState().openings !== openings) return
      const edit = next()
      if (!edit || (await editPictures(edit))) {
        if (edit) onDone()
        say(words())
      }
    }
    tail.current = tail.current.then(carryOut).finally(() => setAsked((before) => before - 1))
  }
  const wordsOf = (edit: PictureEdit): string => {
    // Those that were so already are no change: what is said here is what “Your changes” counts.
    const changed = store.getState().dataset?.changes.last ?? 0
    if (changed === 0) return pictures.done.nothing
    if (edit.kind === 'relabel') return pictures.done.relabel(changed, edit.className)
    if (edit.kind === 'move') return pictures.done.move(changed, data.split[edit.split])
    return pictures.done[edit.kind](changed)
  }
  /** One step back or again, where there is one when its turn comes. */
  const step = (kind: 'undo' | 'redo', can: 'canUndo' | 'canRedo', done: string, nothing: string) => {
    let words = nothing
    const next = (): DatasetEdit | null => {
      if (!store.getState().dataset?.changes[can]) return null
      words = done
      return { kind }
    }
    run(next, () => words)
  }
  return {
    busy: asked > 0,
    done: last?.version === version ? last.words : null,
    edit: (edit) =>
      run(
        () => edit,
        () => wordsOf(edit),
      ),
    undo: () => step('undo', 'canUndo', keys.undone, keys.nothingToUndo),
    redo: () => step('redo', 'canRedo', keys.redone, keys.nothingToRedo),
    say,
  }
}
