/** Choosing pictures one by one: on a phone its gallery opens, elsewhere the browser's picker. */
import { useRef } from 'react'
import type { DatasetSource } from '../../../workers/protocol'
import { itemsOfFiles } from '../sources'

interface PicturePickerOptions {
  readonly label: string
  readonly testId: string
  readonly onPictures: (source: DatasetSource) => void
}

/** What a button does, and the hidden input behind it, to be put beside it. Without `capture`: that would open the camera alone. */
export function usePicturePicker({ label, testId, onPictures }: PicturePickerOptions) {
  const ref = useRef<HTMLInputElement>(null)
  const input = (
    <input
      ref={ref}
      type="file"
      hidden
      multiple
      accept="image/*"
      data-testid={testId}
      aria-label={label}
      onChange={(event) => {
        const items = itemsOfFiles(event.target.files ?? [])
        // Choosing the same pictures again is a change too.
        event.target.value = ''
        if (items.length > 0) onPictures({ kind: 'items', items })
      }}
    />
  )
  return { choose: () => ref.current?.click(), input }
}
