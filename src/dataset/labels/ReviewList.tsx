// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus and names its active descendant
/** Pictures in doubt, the most doubtful first: looked at and decided one after another, by keys or buttons. */
import { Button, Kbd } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import type { DatasetSummary } from '../../../workers/protocol'
import { trainer } from '../../page/trainer'
import { useAnswer } from '../../ui/useAnswer'
import { classList } from '../classList'
import type { OpenPicture } from '../grid/PictureGrid'
import { commandOf } from '../keys/keys'
import { useApp, useAppStore } from '../state'
import { Thumb } from '../Thumb'
import { type Text, useText } from '../words'
import { DoubtView } from './DoubtView'
import classes from './LabelCheck.module.css'
import { type Decision, type Doubt, decisionOf, isDecided, placeAfterKey } from './review'

interface ReviewListProps {
  readonly doubts: readonly Doubt[]
  readonly dataset: DatasetSummary
  readonly label: string
  /** What is said of the list: of labels in doubt where nothing is given. */
  readonly wording?: Pick<Text['labels'], 'keys' | 'shownKeys' | 'none' | 'allDecided'>
  readonly onOpen: (opened: OpenPicture) => void
}

/** What was done last. */
interface Last {
  readonly path: string
  /** Null where it was undone. */
  readonly decision: Decision | null
  /** Of the dataset since: once something else is done, here or elsewhere, it is the last no more. */
  readonly version: number
}

/** Pictures in sight at once. */
const PAGE = 12

export function ReviewList({ doubts, dataset, label, wording, onOpen }: ReviewListProps) {
  const { labels: words, pictures } = useText()
  const { keys, shownKeys, none, allDecided } = wording ?? words
  const editPictures = useApp((state) => state.editPictures)
  const version = useApp((state) => state.datasetVersion)
  const store = useAppStore()
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  // Without pictures there is no list.
  const focus = () => (list.current ?? box.current)?.focus({ preventScroll: true })
  const listId = useId()
  const whyId = useId()
  const names = dataset.classes.map(({ name }) => name)
  const listed = classList(dataset)
  const ids = doubts.map(({ id }) => id)
  // What was known before an edit stays until the new is there.
  const answer = useAnswer(ids.length > 0 ? `${version} ${ids.join()}` : null, () =>
    trainer.api.dataset.samples({ ids, offset: 0, limit: ids.length }),
  )
  const infos = useMemo(() => new Map(answer.value?.samples.map((info) => [info.id, info] as const)), [answer.value])
  const [place, setPlace] = useState(0)
  const [busy, setBusy] = useState(false)
  const [last, setLast] = useState<Last | null>(null)
  const open = doubts.filter((doubt) => !isDecided(doubt, infos.get(doubt.id), names))
  const at = Math.min(place, open.length - 1)
  const doubt = open[at]
  const from = Math.floor(at / PAGE) * PAGE
  const waiting = busy || answer.waiting
  const sayOf = ({ path, decision }: Last): string => {
    if (!decision) return words.undone
    return decision.kind === 'relabel' ? words.decided.relabel(path, decision.className) : words.decided[decision.kind](path)
  }
  const decide = async (decision: Decision) => {
    // A key that is held must not decide about a picture that nobody has seen.
    if (waiting) return
    setBusy(true)
    const path = infos.get(decision.ids[0]!)?.path ?? ''
    if (await editPictures(decision)) setLast({ path, decision, version: store.getState().datasetVersion })
    setBusy(false)
    focus()
  }
  const undo = async () => {
    setBusy(true)
    if (await editPictures({ kind: 'undo' })) setLast({ path: '', decision: null, version: store.getState().datasetVersion })
    setBusy(false)
    focus()
  }
  const key = (event: KeyboardEvent) => {
    const command = commandOf(event, 'place')
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey
    const to = isPlain ? placeAfterKey(event.key, at, open.length) : null
    if (to !== null) setPlace(to)
    else if (command === 'undo') void undo()
    else if (isPlain && event.key === 'Enter' && doubt) onOpen({ ids: open.map(({ id }) => id), index: at })
    else {
      const decision = doubt && decisionOf(event, doubt, listed)
      if (!decision) return
      void decide(decision)
    }
    event.preventDefault()
  }
  return (
    <div ref={box} className={classes.stack} tabIndex={-1}>
      {open.length > 0 && (
        <div
          ref={list}
          role="listbox"
          tabIndex={0}
          className={classes.list}
          aria-label={label}
          aria-description={keys}
          aria-activedescendant={doubt && `${listId}-${doubt.id}`}
          onKeyDown={key}
        >
          {open.slice(from, from + PAGE).map(({ id }, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard
            <div
              key={id}
              id={`${listId}-${id}`}
              role="option"
              className={classes.option}
              aria-selected={from + i === at}
              aria-setsize={open.length}
              aria-posinset={from + i + 1}
              aria-label={infos.get(id)?.path ?? pictures.loading}
              aria-describedby={from + i === at ? whyId : undefined}
              onClick={() => setPlace(from + i)}
            >
              <Thumb id={id} alt="" />
            </div>
          ))}
        </div>
      )}
      {open.length === 0 && <p className={classes.dim}>{doubts.length === 0 ? none : allDecided}</p>}
      {doubt && (
        <DoubtView
          doubt={doubt}
          whyId={whyId}
          path={infos.get(doubt.id)?.path ?? ''}
          place={words.place(at + 1, open.length)}
          listed={listed}
          waiting={waiting}
          onDecide={(decision) => void decide(decision)}
          onOpen={() => onOpen({ ids: open.map(({ id }) => id), index: at })}
        />
      )}
      <p className={classes.line} role="status">
        {last?.version === version && (
          <>
            {sayOf(last)}{' '}
            {last.decision && (
              <Button
                variant="subtle"
                size="compact-xs"
                disabled={busy}
                leftSection={<IconArrowBackUp size={15} aria-hidden />}
                onClick={() => void undo()}
              >
                {pictures.undo}
              </Button>
            )}
          </>
        )}
      </p>
      {open.length > 0 && (
        <p className={classes.keys}>
          {shownKeys.map(({ key: shown, does }) => (
            <span key={shown}>
              <Kbd size="xs">{shown}</Kbd> {does}
            </span>
          ))}
        </p>
      )}
    </div>
  )
}
