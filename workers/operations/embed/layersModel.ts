/** No layer of a layers model: a network of tokens is refused as one (`export/layersForm.ts`). */
import { refused } from '../../export/layersForm'
import type { EmbedLayer } from './facts'

export const embed = refused<EmbedLayer>()
