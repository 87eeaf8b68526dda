/** The Data place: open pictures, see what was found, go on to training. */
import { useIsWithin } from '../page/addresses'
import { AddDialog } from './adding/AddDialog'
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
