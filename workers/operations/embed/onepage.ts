/** Not done in the page that is sent. */
import { notHere } from '../../onepage/form'
import type { EmbedLayer } from './facts'

export const embed = notHere<EmbedLayer>()
