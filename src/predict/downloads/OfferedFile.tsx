/** A file that is not the network itself: what it loses, before it is taken. */
import { Button } from '@mantine/core'
import type { WholeLoss } from '../../../workers/protocol'
import { bytes } from '../../ui/format'
import { useText } from '../words'
import classes from './OfferedFile.module.css'

interface OfferedFileProps {
  readonly loss: WholeLoss
  /** Bytes of the file. */
  readonly size: number
  readonly onTake: () => void
  readonly onLeave: () => void
}

export function OfferedFile({ loss, size, onTake, onLeave }: OfferedFileProps) {
  const { use, locale } = useText()
  const { offer } = use.download
  return (
    <section className={classes.offer}>
      <div className={classes.words} role="status" data-figures>
        <p>{offer.found(loss)}</p>
        <p>{offer.size(bytes(size, locale), bytes(loss.bytes, locale), loss.calibrating)}</p>
      </div>
      <div className={classes.buttons}>
        <Button onClick={onTake}>{offer.take}</Button>
        <Button variant="default" onClick={onLeave}>
          {offer.leave}
        </Button>
      </div>
    </section>
  )
}
