/** Not done in the page that is sent. */
import { notHere } from '../../onepage/form'
import type { AttentionLayer } from './facts'

export const attention = notHere<AttentionLayer>()
