/** Not done in the page that is sent. */
import { notHere } from '../../onepage/form'
import type { DenseLayer } from './facts'

export const dense = notHere<DenseLayer>()
