/** Choosing a folder or zips of pictures: the browser's picker where it has one, an input otherwise. */
import { type ChangeEvent, useRef } from 'react'
import type { DatasetSource } from '../../workers/protocol'
import { itemsOfFiles, pickFolder } from './sources'
import { useApp } from './state'

interface SourcePickerOptions {
  /** Opens what was chosen; it reports its own failures. */
  readonly open: (source: DatasetSource) => Promise<unknown>
  /** What the two inputs are called to a screen reader. */
  readonly labels: { readonly folder: string; readonly zip: string }
  /** Begins the inputs' test ids. */
  readonly testId?: string
  readonly manyZips?: boolean
}

/** What two buttons do, and the hidden inputs behind them, to be put anywhere beside them. */
export function useSourcePicker({ open, labels, testId = '', manyZips = false }: SourcePickerOptions) {
  const report = useApp((state) => state.report)
  const folder = useRef<HTMLInputElement>(null)
  const zip = useRef<HTMLInputElement>(null)
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const items = itemsOfFiles(event.target.files ?? [])
    // Choosing the same folder again is a change too.
    event.target.value = ''
    if (items.length > 0) void open({ kind: 'items', items })
  }
  const chooseFolder = async () => {
    try {
      const source = await pickFolder()
      if (source) await open(source)
      else if (source === undefined) folder.current?.click()
    } catch (thrown) {
      report(thrown)
    }
  }
  const inputs = (
    <>
      <input
        ref={folder}
        type="file"
        hidden
        data-testid={`${testId}folder-input`}
        aria-label={labels.folder}
        onChange={take}
        {...{ webkitdirectory: '' }}
      />
      <input
        ref={zip}
        type="file"
        hidden
        multiple={manyZips}
        accept=".zip,.tar,.tgz,.gz,application/zip,application/x-tar,application/gzip"
        data-testid={`${testId}zip-input`}
        aria-label={labels.zip}
        onChange={take}
      />
    </>
  )
  return { chooseFolder: () => void chooseFolder(), chooseZip: () => zip.current?.click(), inputs }
}
