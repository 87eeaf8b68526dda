/** How the folder was read, and the other readings to choose from. */
import { Select } from '@mantine/core'
import { CODE_PAGES, type CodePage, type DatasetSummary, type LayoutEvidence, type LayoutName } from '../../workers/protocol'
import { Panel } from '../ui/Panel'
import classes from './LayoutChoice.module.css'
import { PatternForm } from './reading/PatternForm'
import { useApp } from './state'
import { useText } from './words'

export function LayoutChoice({ dataset }: { readonly dataset: DatasetSummary }) {
  const { data } = useText()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  const isDrawn = dataset.layout === 'drawn'
  // No classes at all is a way to read whatever there is.
  const layouts = [...new Set<LayoutName>([dataset.layout, ...dataset.alternatives, ...(isDrawn ? [] : (['single-folder'] as const))])]
  return (
    <Panel title={data.readAs} note={dataset.alternatives.length > 0 ? data.readAsHint : undefined}>
      {isDrawn ? (
        data.layouts.drawn
      ) : (
        <Select
          aria-label={data.readAs}
          value={dataset.layout}
          readOnly={busy}
          data={layouts.map((layout) => ({ value: layout, label: data.layouts[layout] }))}
          onChange={(layout) => layout && layout !== dataset.layout && void readAs({ layout: layout as LayoutName })}
        />
      )}
      {dataset.codePage && (
        <Select
          label={data.codePage}
          description={data.codePageHint}
          value={dataset.codePage}
          readOnly={busy}
          data={CODE_PAGES.map((page) => ({ value: page, label: data.codePages[page] }))}
          onChange={(page) => page && page !== dataset.codePage && void readAs({ names: page as CodePage })}
        />
      )}
      <Evidence title={data.readSo} evidence={dataset.evidence.filter(({ weight }) => weight > 0)} />
      <Evidence title={data.readDespite} evidence={dataset.evidence.filter(({ weight }) => weight < 0)} />
      {!isDrawn && (
        <PatternForm
          key={`${dataset.name}\n${dataset.readAs.pattern}`}
          of="open"
          given={dataset.layout === 'name-pattern' ? dataset.readAs.pattern : undefined}
          onTake={(pattern) => void readAs({ layout: 'name-pattern', pattern })}
        />
      )}
    </Panel>
  )
}

/** What speaks for the reading, or against it, in words. */
function Evidence({ title, evidence }: { readonly title: string; readonly evidence: readonly LayoutEvidence[] }) {
  const { data } = useText()
  if (evidence.length === 0) return null
  // The table is typed by code; of a union of codes TypeScript cannot tell that words and values belong together.
  const words = data.evidence as unknown as Readonly<Record<LayoutEvidence['code'], (values: LayoutEvidence['values']) => string>>
  return (
    <div className={classes.evidence}>
      <p>{title}</p>
      <ul>
        {evidence.map(({ code, values }) => (
          <li key={code}>{words[code](values)}</li>
        ))}
      </ul>
    </div>
  )
}
