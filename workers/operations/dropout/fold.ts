/** Dropout, which does nothing where a network answers. */
import type { FoldForm } from '../../export/foldForm'
import type { DropoutLayer } from './facts'

export const dropout: FoldForm<DropoutLayer> = { fold: () => null }
