/** No layer of a layers model: a network of tokens is refused as one (`export/layersForm.ts`). */
import { refused } from '../../export/layersForm'
import type { ClassTokenLayer } from './facts'

export const classtoken = refused<ClassTokenLayer>()
