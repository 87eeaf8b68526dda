/** Nine views of a training picture as the augmentation makes them now, and of the next one at a press. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { trainSize } from '../../workers/recipe/batches'
import { NineViews, VIEWS } from '../dataset/picture/NineViews'
import { trainer } from '../page/trainer'
import { useAnswer } from '../ui/useAnswer'
import classes from './OptionGroup.module.css'
import { useApp } from './state'
import { useText } from './words'

/** So far apart lie the pictures that are shown one after the other: often of another class. A prime, so that all have their turn. */
const STRIDE = 611_953

export function TrainingViews() {
  const { train, pictures } = useText()
  const hasDataset = useApp((state) => state.dataset !== null)
  const version = useApp((state) => state.datasetVersion)
  const config = useApp((state) => state.config)
  const [turn, setTurn] = useState(0)
  const { value: ids } = useAnswer(hasDataset ? `${version}` : null, () => trainer.api.dataset.ids({ split: 'train' }))
  if (!hasDataset) return <p className={classes.note}>{train.viewsLater}</p>
  const id = ids?.[(turn * STRIDE) % Math.max(1, ids.length)]
  if (id === undefined) return null
  return (
    <div className={classes.views}>
      <p className={classes.note}>{pictures.views.lead(trainSize(config, 1), trainSize(config, VIEWS))}</p>
      <NineViews id={id} />
      <Button variant="default" size="compact-sm" onClick={() => setTurn(turn + 1)}>
        {train.viewsOther}
      </Button>
    </div>
  )
}
