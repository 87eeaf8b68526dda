/** Choosing a table for the pictures that are open: by the browser's picker, which gives what can be opened again, or an input. */
import { useRef } from 'react'
import { itemsOfFiles } from '../sources'
import { useApp } from '../state'
import { useText } from '../words'

const EXTENSIONS = ['.csv', '.tsv', '.tab', '.jsonl', '.ndjson', '.json', '.txt'] as const

/** What a button does, and the hidden input behind it, to be put beside it. */
export function useTablePicker() {
  const { tables: text } = useText()
  const report = useApp((state) => state.report)
  const openDataset = useApp((state) => state.openDataset)
  const ref = useRef<HTMLInputElement>(null)
  const choose = async () => {
    if (!('showOpenFilePicker' in window)) return ref.current?.click()
    try {
      const types = [{ description: text.title, accept: { 'text/plain': [...EXTENSIONS] } }]
      const handles = await window.showOpenFilePicker({ multiple: true, types })
      await openDataset({ kind: 'items', items: handles.map((handle) => ({ kind: 'handle', handle })) })
    } catch (thrown) {
      if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) report(thrown)
    }
  }
  const input = (
    <input
      ref={ref}
      type="file"
      hidden
      multiple
      accept={EXTENSIONS.join()}
      data-testid="table-input"
      aria-label={text.add}
      onChange={(event) => {
        const items = itemsOfFiles(event.target.files ?? [])
        // Choosing the same file again is a change too.
        event.target.value = ''
        if (items.length > 0) void openDataset({ kind: 'items', items })
      }}
    />
  )
  return { choose: () => void choose(), input }
}
