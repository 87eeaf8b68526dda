/** Data with nothing in it: one big drop zone, and every other way to get pictures. */
import { Anchor, Button } from '@mantine/core'
import { IconArrowRight, IconExternalLink, IconFolderOpen, IconPhotoPlus, IconShieldLock } from '@tabler/icons-react'
import { addressOf } from '../page/addresses'
import { useCapturedBefore } from './capture/useCaptures'
import { Pickers } from './Pickers'
import { KAGGLE_ADDRESS } from './sources'
import { useApp } from './state'
import classes from './Welcome.module.css'
import { useText } from './words'

export function Welcome() {
  const { data, capture } = useText()
  const before = useCapturedBefore()
  const last = useApp((state) => state.lastOpened)
  const openLast = useApp((state) => state.openLast)
  const opening = useApp((state) => state.opening !== null)
  return (
    <div className={classes.welcome}>
      <h1 className={classes.title}>{data.emptyTitle}</h1>
      <p className={classes.lead}>
        <IconShieldLock size={17} stroke={1.7} aria-hidden /> {data.emptyLead}
      </p>
      <div className={classes.zone}>
        <IconPhotoPlus size={52} stroke={1.3} className={classes.icon} aria-hidden />
        <h2 className={classes.drop}>{data.drop}</h2>
        <p className={classes.hint}>{data.dropHint}</p>
        <Pickers primary />
      </div>
      {last && (
        <p className={classes.before}>
          <Button variant="light" disabled={opening} leftSection={<IconFolderOpen size={17} aria-hidden />} onClick={() => void openLast()}>
            {data.openAgain(last.name)}
          </Button>
          <span>{data.openAgainHint}</span>
        </p>
      )}
      {before && (
        <p className={classes.before}>
          <Button component="a" href={addressOf('data', 'capture')} variant="light" rightSection={<IconArrowRight size={17} aria-hidden />}>
            {capture.goOn}
          </Button>
          <span>{capture.goOnHint(before.pictures, before.classes)}</span>
        </p>
      )}
      <p className={classes.kaggle}>
        <Anchor href={KAGGLE_ADDRESS} target="_blank" rel="noreferrer" className={classes.link}>
          {data.kaggle} <IconExternalLink size={14} aria-hidden />
        </Anchor>
        <span>{data.kaggleHint}</span>
      </p>
      <ol className={classes.steps}>
        {data.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  )
}
