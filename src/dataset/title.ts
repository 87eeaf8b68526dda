/** What a person calls a dataset. */
import type { DatasetSummary } from '../../workers/protocol'
import type { Text } from './words'

/** The folder's or zip's name; drawn pictures are plainly called drawn. */
export const titleOf = ({ data }: Text, { name, layout }: Pick<DatasetSummary, 'name' | 'layout'>): string =>
  layout === 'drawn' ? data.drawnName : name
