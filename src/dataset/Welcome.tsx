/** Data with nothing in it: one big drop zone, and every other way to get pictures. */
import { Anchor, Button } from '@mantine/core'
import { IconArrowRight, IconExternalLink, IconPhotoPlus, IconShieldLock } from '@tabler/icons-react'
import { useText } from '../app/i18n'
import { addressOf } from '../app/routes'
import { useCapturedBefore } from './capture/useCaptures'
import { Pickers } from './Pickers'
import { KAGGLE_ADDRESS } from './sources'
import classes from './Welcome.module.css'

export function Welcome() {
  const { data, capture } = useText()
  const before = useCapturedBefore()
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
