/** Not done in the page that is sent. */
import { notHere } from '../../onepage/form'
import type { ClassTokenLayer } from './facts'

export const classtoken = notHere<ClassTokenLayer>()
