/** Pictures that belong together by their folders or names, what that means for the split, and the switch that keeps them on one side of it. */
import { Switch } from '@mantine/core'
import { type DatasetSummary, READING } from '../../../workers/protocol'
import { usePick } from '../../ui/language'
import { Panel } from '../../ui/Panel'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './Reading.module.css'
import { SplitAnew } from './SplitAnew'

export function GroupsPanel({ dataset }: { readonly dataset: DatasetSummary }) {
  const { reading, numbers } = useText()
  const words = reading.groups
  const pick = usePick()
  const readAs = useApp((state) => state.readAs)
  const busy = useApp((state) => state.opening !== null)
  const { groups, splitFrom } = dataset
  if (!groups) return null
  // Those of a table were said: no offer.
  const said = dataset.tables.taken?.groupColumn != null
  const kept = said || (dataset.readAs.groups ?? false)
  return (
    <Panel title={words.title} note={numbers.n(groups.groups)}>
      <p className={classes.line}>{words.found(groups.kind, groups.groups, groups.pictures, groups.example)}</p>
      <p className={groups.apart > 0 ? classes.warn : classes.line}>{groups.apart > 0 ? words.apart(groups.apart) : words.none}</p>
      {kept && groups.apart > 0 && splitFrom === 'seed' && <p className={classes.line}>{words.wholeClass}</p>}
      <Switch
        size="sm"
        className={classes.switch}
        checked={kept}
        disabled={busy || said}
        label={pick(READING.groups.label)}
        onChange={(event) => void readAs({ groups: event.currentTarget.checked })}
      />
      {splitFrom === 'folders' && groups.apart > 0 && (
        <>
          <p className={classes.line}>{words.byFolders}</p>
          <SplitAnew change={{ groups: true }} />
        </>
      )}
    </Panel>
  )
}
