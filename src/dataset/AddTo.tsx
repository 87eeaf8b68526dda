/** "This is a cat: add it": a picture that a model answered about goes into the open dataset, under the answered class, another, or a new one. */
import { Autocomplete, Button, Popover } from '@mantine/core'
import { IconArrowBackUp, IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { inReadingOrder } from '../../workers/protocol'
import { focusInstead } from '../ui/focus'
import classes from './adding/Adding.module.css'
import { useApp, useAppStore } from './state'
import { titleOf } from './title'
import { useText } from './words'

interface AddToProps {
  /** What the picture is called to a screen reader. */
  readonly name: string
  /** Its file, made when it is added; null where there is none to be had. */
  readonly picture: () => Promise<File | null>
  /** The class that the model says; null where it says none. */
  readonly answered: string | null
}

/** Nothing where no pictures are open. */
export function AddTo({ name, picture, answered }: AddToProps) {
  const text = useText()
  const { adding: words } = text
  const dataset = useApp((state) => state.dataset)
  const store = useAppStore()
  const offerPictures = useApp((state) => state.offerPictures)
  const editPictures = useApp((state) => state.editPictures)
  const report = useApp((state) => state.report)
  const busy = useApp((state) => state.adding !== null)
  const trigger = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState('')
  const version = useApp((state) => state.datasetVersion)
  const [done, setDone] = useState<{ readonly words: string; readonly added: boolean; readonly version: number } | null>(null)
  if (!dataset) return null
  const said = done?.version === version ? done : null
  const result = (className: string): string => {
    const last = store.getState().lastAdded
    const [same] = last?.same.examples ?? []
    if (last?.takenBack) return words.takenBack(last.takenBack)
    if (last && last.pictures > 0) return `${words.added(last.pictures, [className])}${last.kept ? '' : ` ${words.notKept}`}`
    if (same) return same.className === null ? words.isThereUnlabelled : words.isThere(same.className)
    return words.cannotAdd
  }
  const add = async (className: string) => {
    setOpened(false)
    setTyped('')
    try {
      const file = await picture()
      if (!file) return
      const source = { kind: 'items', items: [{ kind: 'file', path: file.name, file }] } as const
      const ok = await offerPictures(source, { kind: 'class', name: className })
      const { lastAdded, datasetVersion } = store.getState()
      setDone({
        words: ok ? result(className) : words.cannotAdd,
        added: ok && (lastAdded?.pictures ?? 0) + (lastAdded?.takenBack ?? 0) > 0,
        version: datasetVersion,
      })
    } catch (thrown) {
      report(thrown)
    }
  }
  const names = [...dataset.classes.map((one) => one.name), ...dataset.additions.emptyClasses]
  return (
    <div className={classes.use}>
      <Popover opened={opened} onChange={setOpened} trapFocus returnFocus position="bottom-start" width={260} shadow="md">
        <Popover.Target>
          <Button
            variant="default"
            size="compact-sm"
            ref={trigger}
            data-disabled={busy || undefined}
            aria-disabled={busy}
            aria-label={words.forPicture(name)}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => !busy && setOpened(!opened)}
          >
            {words.toDataset}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            className={classes.use}
            onSubmit={(event) => {
              event.preventDefault()
              if (typed.trim() !== '') void add(typed.trim())
            }}
          >
            <p className={classes.answered}>{words.asTitle(titleOf(text, dataset))}</p>
            {answered !== null && (
              <Button data-autofocus size="xs" onClick={() => void add(answered)}>
                {words.is(answered)}
              </Button>
            )}
            <Autocomplete
              size="xs"
              label={words.other}
              description={words.classHint}
              value={typed}
              data={inReadingOrder(names)}
              openOnFocus={false}
              limit={200}
              maxDropdownHeight={200}
              comboboxProps={{ withinPortal: false }}
              onChange={setTyped}
            />
            <Button type="submit" size="xs" variant="default" disabled={typed.trim() === ''}>
              {words.take}
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
      <div role="status" className={classes.answered}>
        {said?.words}
      </div>
      {said?.added && (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={(event) => {
            focusInstead(event.currentTarget, trigger.current)
            void editPictures({ kind: 'undo' })
          }}
        >
          {words.undo}
        </Button>
      )}
    </div>
  )
}
