/** Takes a drop anywhere on the Data place: folders, zips, files. */
import { IconFolderOpen } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './DropArea.module.css'
import { itemsOfDrop } from './sources'
import { useApp } from './state'
import { useText } from './words'

export function DropArea({ children }: { readonly children: ReactNode }) {
  const text = useText()
  const openDataset = useApp((state) => state.openDataset)
  const [over, setOver] = useState(false)
  // Entering a child leaves its parent: only the count tells whether the pointer is still inside.
  const depth = useRef(0)
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  const enter = (event: DragEvent, by: number) => {
    if (!hasFiles(event)) return
    depth.current = Math.max(0, depth.current + by)
    setOver(depth.current > 0)
  }
  // Entering is asked as well as hovering: where thumbnails come under a pointer that stands still, only the former is, and letting go would be lost.
  const takes = (event: DragEvent) => {
    if (hasFiles(event)) event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the buttons inside do the same by keyboard
    <div
      data-testid="drop-area"
      onDragEnter={(event) => {
        enter(event, 1)
        takes(event)
      }}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={takes}
      onDrop={(event) => {
        depth.current = 0
        setOver(false)
        if (!hasFiles(event)) return
        event.preventDefault()
        const list = itemsOfDrop(event.dataTransfer)
        void openDataset(async (onFound) => ({ kind: 'items', items: await list(onFound) }))
      }}
    >
      {children}
      {over && (
        <div className={classes.over}>
          <IconFolderOpen size={44} stroke={1.5} aria-hidden />
          <strong>{text.data.dropHere}</strong>
        </div>
      )}
    </div>
  )
}
