/** A format in the table of downloads: what it is called and for, how large it is, and its button. */
import { Badge, Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import { ENSEMBLE_FORMAT } from '../../../workers/protocol'
import { useText } from '../words'
import classes from './Downloads.module.css'
import { LISTED, RECOMMENDED, TAKEAWAYS, type Takeaway } from './formats'

interface DownloadRowProps {
  readonly of: Takeaway | typeof ENSEMBLE_FORMAT
  /** In words; null while it is not known. */
  readonly size: string | null
  readonly isMaking: boolean
  readonly disabled: boolean
  /** For scripts to put the keyboard on. */
  readonly button?: Ref<HTMLButtonElement>
  readonly onDownload: () => Promise<void>
  /** Below it. */
  readonly children?: ReactNode
}

/** One of several for the same purpose is the one to take. */
const isChosenAmong = (of: DownloadRowProps['of']): boolean =>
  of !== ENSEMBLE_FORMAT && LISTED[of].isBest === true && TAKEAWAYS.filter((one) => LISTED[one].purpose === LISTED[of].purpose).length > 1

export function DownloadRow({ of, size, isMaking, disabled, button, onDownload, children }: DownloadRowProps) {
  const { use } = useText()
  const { name } = use.download[of]
  const isRecommended = of === RECOMMENDED
  const says = isRecommended ? use.download.recommended : isChosenAmong(of) ? use.download.recommendedHere : null
  return (
    <li className={classes.item} data-recommended={isRecommended || undefined}>
      <Named of={of} says={says} />
      <span className={classes.size} data-figures>
        {size}
      </span>
      <Button
        ref={button}
        variant={isRecommended ? 'filled' : 'default'}
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={isMaking}
        disabled={disabled}
        aria-label={`${use.download.button}: ${name}`}
        onClick={() => void onDownload()}
      >
        {use.download.button}
      </Button>
      {children}
    </li>
  )
}

interface NamedProps extends Pick<DownloadRowProps, 'of'> {
  /** Why to take it. */
  readonly says: string | null
}

function Named({ of, says }: NamedProps) {
  const { use } = useText()
  const { name, who } = use.download[of]
  return (
    <div>
      <div className={classes.name}>
        <h4>{name}</h4>
        {says && (
          <Badge size="sm" variant="light" tt="none" className={classes.badge}>
            {says}
          </Badge>
        )}
      </div>
      <p className={classes.who}>{who}</p>
    </div>
  )
}
