/** The two ways to look at the pictures, each with an address: the grid and the map. */
import { SegmentedControl } from '@mantine/core'
import { addressOf } from '../../page/addresses'
import { useText } from '../words'

/** What the map's address is called within the Data place. */
export const MAP = 'map'

export function ViewSwitch({ view }: { readonly view: 'grid' | 'map' }) {
  const { map: words } = useText()
  return (
    <SegmentedControl
      size="xs"
      miw="max-content"
      aria-label={words.view}
      value={view}
      data={[
        { value: 'grid', label: words.grid },
        { value: 'map', label: words.map },
      ]}
      onChange={(value) => {
        location.hash = addressOf('data', value === 'map' ? MAP : undefined)
      }}
    />
  )
}
