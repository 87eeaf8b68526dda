/** The Data place: open pictures, see what was found, go on to training. */
import { useIsWithin } from '../page/addresses'
import { CaptureView } from './capture/CaptureView'
import { DatasetView } from './DatasetView'
import { DropArea } from './DropArea'
import { OpeningBar } from './OpeningBar'
import { useApp } from './state'
import { Welcome } from './Welcome'

export function DataPlace() {
  const dataset = useApp((state) => state.dataset)
  const opening = useApp((state) => state.opening)
  const capturing = useIsWithin('capture')
  return (
    <DropArea>
      {opening && <OpeningBar progress={opening} />}
      {capturing ? <CaptureView /> : dataset ? <DatasetView dataset={dataset} /> : <Welcome />}
    </DropArea>
  )
}
