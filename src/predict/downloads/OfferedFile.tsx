/** A file that is not the network itself: what it loses, before it is taken. */
import { Button } from '@mantine/core'
import type { MouseEvent, RefObject } from 'react'
import type { DownloadName } from '../../../workers/protocol'
import { focusInstead } from '../../ui/focus'
import { bytes } from '../../ui/format'
import { save } from '../../ui/save'
import { useApp } from '../state'
import { useText } from '../words'
import classes from './OfferedFile.module.css'

interface OfferedFileProps {
  readonly format: DownloadName
  /** Where the keyboard goes when the offer is closed. */
  readonly after: RefObject<HTMLElement | null>
}

/** It stays where nothing is offered: a screen reader speaks what comes into a region that was there before. */
export function OfferedFile({ format, after }: OfferedFileProps) {
  const { use, locale } = useText()
  const { offer } = use.download
  const offered = useApp((state) => (state.offered?.format === format ? state.offered : null))
  const closeOffer = useApp((state) => state.closeOffer)
  const close = ({ currentTarget }: MouseEvent) => {
    focusInstead(currentTarget, after.current)
    closeOffer()
  }
  return (
    <section className={offered ? classes.offer : classes.nothing}>
      <div className={classes.words} role="status" data-figures>
        {offered && (
          <>
            <p>{offer.found(offered.loss)}</p>
            <p>{offer.size(bytes(offered.blob.size, locale), bytes(offered.loss.bytes, locale), offered.loss.calibrating)}</p>
          </>
        )}
      </div>
      {offered && (
        <div className={classes.buttons}>
          <Button
            onClick={(event) => {
              save(offered)
              close(event)
            }}
          >
            {offer.take}
          </Button>
          <Button variant="default" onClick={close}>
            {offer.leave}
          </Button>
        </div>
      )}
    </section>
  )
}
