/** "The label is wrong": what the picture really shows, from the next run on, or a mark to decide later; both are edits of the dataset. */
import { Button, Menu } from '@mantine/core'
import { IconFlag, IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import { type DatasetEdit, inReadingOrder, type JudgedPicture, type SampleInfo } from '../../../workers/protocol'
import { Name } from '../../ui/Name'
import { calledNames } from '../../ui/names'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './JudgedPictures.module.css'
import { labelNow } from './labelNow'

interface RelabelMenuProps {
  readonly picture: JudgedPicture
  /** The run's classes. */
  readonly names: readonly string[]
  /** The picture as the dataset has it now; undefined while that is not known. */
  readonly info: SampleInfo | undefined
  readonly compact?: boolean
}

export function RelabelMenu({ picture, names, info, compact = false }: RelabelMenuProps) {
  const { gallery } = useText().results
  const editPictures = useApp((state) => state.editPictures)
  const dataset = useApp((state) => state.dataset)
  const [busy, setBusy] = useState(false)
  const edit = async (what: DatasetEdit) => {
    setBusy(true)
    await editPictures(what)
    setBusy(false)
  }
  const ids = [picture.id]
  // By the numbers of their labels; people read them in another order.
  const today = dataset?.classes.map(({ name }) => name) ?? []
  const called = calledNames(today)
  const learned = names[picture.label] ?? ''
  const { current, changed } = labelNow(info, learned, today)
  if (changed !== null)
    return (
      <p className={classes.relabelled} role="status">
        {gallery.relabelled(changed)}{' '}
        {today.includes(learned) && (
          <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void edit({ kind: 'relabel', ids, className: learned })}>
            {gallery.takeBack}
          </Button>
        )}
      </p>
    )
  return (
    <>
      {info?.marked && (
        <p className={classes.relabelled} role="status">
          {gallery.marked}{' '}
          <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void edit({ kind: 'unmark', ids })}>
            {gallery.takeBack}
          </Button>
        </p>
      )}
      <Menu position="bottom-start" withinPortal zIndex={400}>
        <Menu.Target>
          <Button
            variant="default"
            size={compact ? 'compact-xs' : 'xs'}
            loading={busy}
            leftSection={<IconTag size={13} aria-hidden />}
            aria-label={gallery.wrongLabelOf(picture.path)}
          >
            {gallery.wrongLabel}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          <Menu.Label>{gallery.itShows}</Menu.Label>
          {inReadingOrder(today).map(
            (name) =>
              name !== current && (
                <Menu.Item key={name} onClick={() => void edit({ kind: 'relabel', ids, className: name })}>
                  <Name wraps short={called[today.indexOf(name)]}>
                    {name}
                  </Name>
                </Menu.Item>
              ),
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconFlag size={14} aria-hidden />}
            disabled={info?.marked ?? false}
            onClick={() => void edit({ kind: 'mark', ids })}
          >
            {gallery.undecided}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
