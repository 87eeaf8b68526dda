/** Where the model is wrong more often than elsewhere, said in words, with the pictures. */
import { Button } from '@mantine/core'
import { IconTargetArrow } from '@tabler/icons-react'
import type { WeakSpots as Found, WeakSpot } from '../../../workers/protocol'
import { Working } from '../../dataset/map/Working'
import { Thumb } from '../../dataset/Thumb'
import { addressOf } from '../../page/addresses'
import { calling } from '../../ui/names'
import { Panel } from '../../ui/Panel'
import { useFocusKept } from '../../ui/useFocusKept'
import { useApp } from '../state'
import { useInsight } from '../useInsight'
import { useText } from '../words'
import classes from './WeakSpots.module.css'

/** Pictures of each that are shown here; the grid shows all. */
const SHOWN = 8

export function WeakSpots() {
  const { results } = useText()
  const words = results.weak
  const insight = useInsight()
  const look = useApp((state) => state.weakLook)
  const find = useApp((state) => state.findWeak)
  const opening = useApp((state) => state.openings)
  const version = useApp((state) => state.datasetVersion)
  const heading = useFocusKept(look.status)
  if (insight.status !== 'ready' || insight.key === null) return null
  const { key, picturesOpen } = insight
  const last = look.status === 'done' && look.runId === key && look.opening === opening ? look : null
  const found = last?.found
  // What is above says that its pictures are not open.
  if (!picturesOpen && !found) return null
  return (
    <Panel title={words.title} headingRef={heading} note={found && words.compared(found.pictures, found.compared)}>
      {look.status === 'working' ? (
        <Working title={words.title} done={look.done} of={look.of} secondsLeft={look.secondsLeft} />
      ) : (
        <div className={classes.stack}>
          {!found && <p className={classes.dim}>{words.lead}</p>}
          {last && last.version !== version && <p role="status">{words.changed}</p>}
          {found && <Spots found={found} names={insight.names} isOpen={picturesOpen} />}
          {picturesOpen && (
            <Button
              className={classes.start}
              variant={found ? 'subtle' : 'default'}
              size={found ? 'compact-sm' : 'sm'}
              leftSection={found ? undefined : <IconTargetArrow size={17} stroke={1.7} aria-hidden />}
              onClick={() => void find(key)}
            >
              {found ? words.again : words.start}
            </Button>
          )}
        </div>
      )}
    </Panel>
  )
}

interface SpotsProps {
  readonly found: Found
  /** Of all classes. */
  readonly names: readonly string[]
  readonly isOpen: boolean
}

function Spots({ found, names, isOpen }: SpotsProps) {
  const words = useText().results.weak
  if (found.spots.length === 0) return <p>{found.compared === 0 ? words.few(found.pictures) : words.none(found.wrong, found.pictures)}</p>
  return (
    <ul className={classes.spots} aria-label={words.title}>
      {found.spots.map((spot) => (
        <Spot key={JSON.stringify([spot.group, spot.ids[0]])} {...{ spot, names, isOpen }} />
      ))}
    </ul>
  )
}

function Spot({ spot, names, isOpen }: Omit<SpotsProps, 'found'> & { readonly spot: WeakSpot }) {
  const { results, numbers } = useText()
  const words = results.weak
  const showAmong = useApp((state) => state.showAmong)
  const leadToPictures = useApp((state) => state.leadToPictures)
  const { group, ids, wrong, others, apart, mostly, p } = spot
  const what =
    group.kind === 'trait' ? words.traits[group.trait][group.end] : words.alike(apart.map(({ trait, end }) => words.kinds[trait][end]))
  const callOf = calling(names)
  const share = (some: number, of: number) => numbers.percent(some / of, 0)
  return (
    <li>
      <p>
        <strong>{words.spot(what, share(wrong, ids.length), share(others.wrong, others.pictures))}</strong>{' '}
        <span className={classes.dim}>{words.figures(wrong, ids.length, numbers.pValue(p, 3))}</span>
      </p>
      <p className={classes.dim}>{words.mostly(mostly.pictures, callOf(mostly.label), callOf(mostly.predicted))}</p>
      {isOpen && (
        <div className={classes.pictures}>
          {ids.slice(0, SHOWN).map((id) => (
            <span key={id} className={classes.picture}>
              <Thumb id={id} alt="" />
            </span>
          ))}
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              showAmong({ kind: 'weak' }, ids)
              leadToPictures(true)
              location.hash = addressOf('data')
            }}
          >
            {words.open(ids.length)}
          </Button>
        </div>
      )}
    </li>
  )
}
