/** The learning rate over a run of the recipe as it is. */
import { useMemo } from 'react'
import { trainingPictures } from '../../workers/recipe/pictures'
import { schedulePreview } from '../../workers/recipe/preview'
import { useApp } from './state'

/** Evenly spaced from the first update to the last, at most 200 values. */
export function useSchedule(): readonly number[] {
  const config = useApp((state) => state.config)
  const dataset = useApp((state) => state.dataset)
  return useMemo(() => schedulePreview(config, dataset && trainingPictures(dataset, config)), [config, dataset])
}
