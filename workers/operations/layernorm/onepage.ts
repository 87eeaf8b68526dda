/** Not done in the page that is sent. */
import { notHere } from '../../onepage/form'
import type { LayerNormLayer } from './facts'

export const layernorm = notHere<LayerNormLayer>()
