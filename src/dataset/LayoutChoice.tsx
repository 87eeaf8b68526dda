/** How the folder was read, and the other readings to choose from. */
import { Select } from '@mantine/core'
import type { DatasetSummary, LayoutName } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import { useApp } from './state'
import { useText } from './words'

export function LayoutChoice({ dataset }: { readonly dataset: DatasetSummary }) {
  const { data } = useText()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  const layouts = [dataset.layout, ...dataset.alternatives.filter((layout) => layout !== dataset.layout)]
  return (
    <Panel title={data.readAs} note={layouts.length === 1 ? data.layouts[dataset.layout] : data.readAsHint}>
      {layouts.length > 1 && (
        <Select
          aria-label={data.readAs}
          value={dataset.layout}
          disabled={busy}
          data={layouts.map((layout) => ({ value: layout, label: data.layouts[layout] }))}
          onChange={(layout) => layout && layout !== dataset.layout && void readAs(layout as LayoutName)}
        />
      )}
    </Panel>
  )
}
