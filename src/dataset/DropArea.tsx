/** Takes a drop anywhere on what is in it: folders, zips, files. */
import { IconFolderOpen } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './DropArea.module.css'
import { itemsOfDrop, type Listing } from './sources'
import { useApp } from './state'
import { useText } from './words'

interface DropAreaProps {
  readonly children: ReactNode
  /** Takes what was dropped, and where, and reports its own failures; opens a dataset where it is not given. */
  readonly open?: ((listing: Listing, on: Element) => Promise<unknown>) | undefined
  /** What letting go there will do; what is under the pointer is seen through it. */
  readonly labelAt?: ((on: Element) => string) | undefined
  readonly label?: string
  readonly testId?: string
}

export function DropArea({ children, open, label, labelAt, testId = 'drop-area' }: DropAreaProps) {
  const text = useText()
  const openDataset = useApp((state) => state.openDataset)
  const [over, setOver] = useState(false)
  const [said, setSaid] = useState('')
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
    if (!hasFiles(event)) return
    event.preventDefault()
    if (labelAt && event.target instanceof Element) setSaid(labelAt(event.target))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the buttons inside do the same by keyboard
    <div
      data-testid={testId}
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
        const listing: Listing = async (onFound) => ({ kind: 'items', items: await list(onFound) })
        void (open && event.target instanceof Element ? open(listing, event.target) : openDataset(listing))
      }}
    >
      {children}
      {over && (
        <div className={classes.over} data-clear={labelAt !== undefined || undefined}>
          <IconFolderOpen size={44} stroke={1.5} aria-hidden />
          <strong>{labelAt ? said : (label ?? text.data.dropHere)}</strong>
        </div>
      )}
    </div>
  )
}
