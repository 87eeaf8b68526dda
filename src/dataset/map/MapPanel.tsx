/** The pictures as a map, in the grid's place: laid out, coloured, selected and changed. */
import { Alert, Button, Select, useComputedColorScheme, VisuallyHidden } from '@mantine/core'
import { IconMap2 } from '@tabler/icons-react'
import { type Ref, useEffect, useMemo, useState } from 'react'
import type { DatasetSummary, PictureMap } from '../../../workers/protocol'
import { addressOf } from '../../page/addresses'
import { wordProblem } from '../../page/ProblemList'
import { trainer } from '../../page/trainer'
import { Panel } from '../../ui/Panel'
import { ProblemNote } from '../../ui/ProblemNote'
import { useAnswer } from '../../ui/useAnswer'
import { AskNetwork } from '../AskNetwork'
import { ActionBar } from '../grid/ActionBar'
import type { OpenPicture } from '../grid/PictureGrid'
import { useEdits } from '../grid/useEdits'
import { usePictureKeys } from '../grid/usePictureKeys'
import { KeysSheet } from '../keys/KeysSheet'
import { useApp } from '../state'
import { useText } from '../words'
import { AmongNote } from './AmongNote'
import { COLOURINGS, type Colouring, coloured } from './colours'
import { Legend } from './Legend'
import classes from './Map.module.css'
import { MapCanvas } from './MapCanvas'
import { Neighbourhoods } from './Neighbourhoods'
import { ViewSwitch } from './ViewSwitch'
import { Working } from './Working'

interface MapPanelProps {
  readonly dataset: DatasetSummary
  readonly onOpen: (opened: OpenPicture) => void
  /** The heading, for whoever leads there. */
  readonly headingRef: Ref<HTMLHeadingElement>
}

export function MapPanel({ dataset, onOpen, headingRef }: MapPanelProps) {
  const { map: words } = useText()
  const view = useApp((state) => state.pictureMap)
  const model = useApp((state) => state.model)
  const opening = useApp((state) => state.openings)
  const isOfThese = view.status === 'done' && view.opening === opening && view.map.fingerprint === dataset.fingerprint
  const map = isOfThese ? view.map : null
  const [sheet, setSheet] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const clear = () => setSelected(new Set())
  const edits = useEdits(clear)
  usePictureKeys(
    dataset,
    edits,
    () => [...selected],
    () => setSheet(true),
  )
  return (
    <Panel
      title={words.title}
      headingRef={headingRef}
      note={map && words.laid(map.ids.length)}
      actions={
        <>
          <ViewSwitch view="map" />
          <KeysSheet opened={sheet} onOpen={setSheet} />
        </>
      }
    >
      <div className={classes.stack}>
        <AmongNote among={null} />
        {view.status === 'working' ? (
          <Working title={words.title} done={view.done} of={view.of} secondsLeft={view.secondsLeft} />
        ) : (
          <>
            {!map && <p className={classes.dim}>{words.lead}</p>}
            {map && model && map.runId !== model.runId && <Alert color="yellow">{words.otherModel}</Alert>}
            {map && map.unreadable > 0 && <p className={classes.dim}>{words.unreadable(map.unreadable)}</p>}
            {map && (
              <>
                <ActionBar
                  dataset={dataset}
                  ticked={selected}
                  total={0}
                  edits={edits}
                  onTickAll={() => setSelected(new Set(map.ids))}
                  onClear={clear}
                  hint={words.hint}
                />
                <VisuallyHidden role="status">{selected.size > 0 && edits.done}</VisuallyHidden>
                <Found {...{ map, dataset, selected, onOpen }} onSelected={setSelected} />
              </>
            )}
            <Start again={map !== null} />
          </>
        )}
      </div>
    </Panel>
  )
}

function Start({ again }: { readonly again: boolean }) {
  const { map: words } = useText()
  const lay = useApp((state) => state.layMap)
  return (
    <AskNetwork
      label={again ? words.again : words.start}
      icon={<IconMap2 size={17} stroke={1.7} aria-hidden />}
      quiet={again}
      filled
      onAsk={lay}
    />
  )
}

interface FoundProps {
  readonly map: PictureMap
  readonly dataset: DatasetSummary
  readonly selected: ReadonlySet<number>
  readonly onSelected: (ids: ReadonlySet<number>) => void
  readonly onOpen: (opened: OpenPicture) => void
}

function Found({ map, dataset, selected, onSelected, onOpen }: FoundProps) {
  const text = useText()
  const { map: words } = text
  const version = useApp((state) => state.datasetVersion)
  const showAmong = useApp((state) => state.showAmong)
  const leadToPictures = useApp((state) => state.leadToPictures)
  const scheme = useComputedColorScheme()
  const [colouring, setColouring] = useState<Colouring>('class')
  const names = useMemo(() => dataset.classes.map(({ name }) => name), [dataset.classes])
  // What was known before an edit stays until the new is there.
  const { value: standing, problem } = useAnswer(`${version} ${map.runId}`, () => trainer.api.map.standing(map.ids))
  const colours = useMemo(() => standing && coloured(colouring, map, standing, names, scheme), [colouring, map, standing, names, scheme])
  // Another map has other pictures: what is selected is on this one.
  useEffect(() => onSelected(new Set()), [onSelected])
  if (problem) return <ProblemNote {...wordProblem(text, problem)} />
  if (!standing || !colours) return <p className={classes.dim}>{text.pictures.loading}</p>
  const select = (ids: readonly number[], adds: boolean) => {
    const now = new Set(adds ? selected : [])
    const [only] = ids
    // One more click on a picture that is selected takes it out.
    if (adds && ids.length === 1 && only !== undefined && now.delete(only)) onSelected(now)
    else onSelected(new Set([...now, ...ids]))
  }
  const chosen = [...selected]
  return (
    <>
      <div className={classes.line}>
        <Select
          size="xs"
          className={classes.colouring}
          aria-label={words.colouring}
          value={colouring}
          data={COLOURINGS.map((value) => ({ value, label: words.colourings[value] }))}
          onChange={(value) => setColouring(value as Colouring)}
        />
        {chosen.length > 0 && (
          <>
            <Button
              variant="default"
              size="xs"
              onClick={() => {
                showAmong({ kind: 'chosen' }, chosen)
                leadToPictures(true)
                location.hash = addressOf('data')
              }}
            >
              {words.inGrid(chosen.length)}
            </Button>
            <Button variant="default" size="xs" onClick={() => onOpen({ ids: chosen, index: 0 })}>
              {words.openThem}
            </Button>
          </>
        )}
      </div>
      <Legend coloured={colours} classes={names} />
      <MapCanvas
        {...{ map, standing, selected }}
        coloured={colours}
        classes={names}
        onSelect={select}
        onClear={() => onSelected(new Set())}
        onOpen={(id) => onOpen({ ids: [id], index: 0 })}
      />
      <Neighbourhoods {...{ map, standing, selected }} classes={names} onSelect={select} />
    </>
  )
}
