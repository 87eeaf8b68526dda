/** The validation pictures worth a look: most wrong, most unsure, most surely right. */
import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { Panel } from '../../ui/Panel'
import { useText } from '../words'
import { JudgedPictures } from './JudgedPictures'
import classes from './JudgedPictures.module.css'

const KINDS = ['wrong', 'unsure', 'right'] as const
type Kind = (typeof KINDS)[number]

export function Gallery() {
  const { results } = useText()
  const { gallery } = results
  const [kind, setKind] = useState<Kind>('wrong')
  return (
    <Panel
      title={gallery.kinds[kind]}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={gallery.kind}
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={KINDS.map((value) => ({ value, label: gallery.kinds[value] }))}
        />
      }
    >
      <p className={classes.note}>{gallery.help[kind]}</p>
      <JudgedPictures key={kind} query={{ kind }} label={gallery.kinds[kind]} none={gallery.none[kind]} />
    </Panel>
  )
}
