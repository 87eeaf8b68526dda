/** "The label is wrong": what the picture really shows, from the next run on; undone in one click. */
import { Button, Menu } from '@mantine/core'
import { IconTag } from '@tabler/icons-react'
import { useState } from 'react'
import type { JudgedPicture } from '../../../workers/protocol'
import { useApp } from '../../app/appStore'
import { useText } from '../../app/i18n'
import classes from './JudgedPictures.module.css'

interface RelabelMenuProps {
  readonly picture: JudgedPicture
  readonly names: readonly string[]
  readonly compact?: boolean
}

export function RelabelMenu({ picture, names, compact = false }: RelabelMenuProps) {
  const { gallery } = useText().insight
  const relabel = useApp((state) => state.relabel)
  const now = useApp((state) => (state.reviewedFingerprint === state.dataset?.fingerprint ? state.relabelled[picture.path] : undefined))
  const [busy, setBusy] = useState(false)
  const original = names[picture.label] ?? ''
  const take = async (name: string) => {
    setBusy(true)
    await relabel(picture, name, original)
    setBusy(false)
  }
  const size = compact ? 'compact-xs' : 'xs'
  if (now !== undefined)
    return (
      <p className={classes.relabelled} role="status">
        {gallery.relabelled(now)}{' '}
        <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void take(original)}>
          {gallery.takeBack}
        </Button>
      </p>
    )
  return (
    <Menu position="bottom-start" withinPortal zIndex={400}>
      <Menu.Target>
        <Button
          variant="default"
          size={size}
          loading={busy}
          leftSection={<IconTag size={13} aria-hidden />}
          aria-label={gallery.wrongLabelOf(picture.path)}
        >
          {gallery.wrongLabel}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Label>{gallery.itShows}</Menu.Label>
        {names.map(
          (name, i) =>
            i !== picture.label && (
              <Menu.Item key={name} onClick={() => void take(name)}>
                {name}
              </Menu.Item>
            ),
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
