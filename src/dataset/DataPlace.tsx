/** The Data place: open pictures, see what was found, go on to training. */
import { useEffect, useRef } from 'react'
import { useIsWithin } from '../page/addresses'
import { AddDialog } from './adding/AddDialog'
import { DATASET_TITLE } from './adding/datasetTitle'
import { CaptureView } from './capture/CaptureView'
import { DatasetView } from './DatasetView'
import { DropArea } from './DropArea'
import { OpeningBar } from './OpeningBar'
import { useApp } from './state'
import { Welcome } from './Welcome'
import { useText } from './words'

/** The class on whose row something is. */
const classAt = (on: Element): string | undefined => on.closest<HTMLElement>('[data-class-name]')?.dataset.className

export function DataPlace() {
  const dataset = useApp((state) => state.dataset)
  const opening = useApp((state) => state.opening)
  const capturing = useIsWithin('capture')
  const offerPictures = useApp((state) => state.offerPictures)
  const { adding: words } = useText()
  const adds = dataset !== null && !capturing
  const sources = useApp((state) => state.sourcesOpened)
  const begun = useRef(sources)
  useEffect(() => {
    if (begun.current === sources) return
    begun.current = sources
    // Wherever they were asked for: at the end of a long page, in a dialog that is gone.
    scrollTo(0, 0)
    document.getElementById(DATASET_TITLE)?.focus({ preventScroll: true })
  }, [sources])
  return (
    <DropArea
      open={
        adds
          ? (listing, on) => {
              const name = classAt(on)
              return offerPictures(listing, name === undefined ? undefined : { kind: 'class', name })
            }
          : undefined
      }
      labelAt={
        adds
          ? (on) => {
              const name = classAt(on)
              return name === undefined ? words.dropHere : words.dropOn(name)
            }
          : undefined
      }
    >
      {dataset && <AddDialog dataset={dataset} />}
      {opening && <OpeningBar progress={opening} />}
      {capturing ? <CaptureView /> : dataset ? <DatasetView dataset={dataset} /> : <Welcome />}
    </DropArea>
  )
}
