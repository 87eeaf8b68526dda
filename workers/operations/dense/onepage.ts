/** A linear layer over the channels of each token: the convolution that it is. */
import type { PageForm } from '../../onepage/form'
import { conv } from '../conv/onepage'
import { asConvolution, type DenseLayer } from './facts'

export const dense: PageForm<DenseLayer> = { prepare: (layer, at) => conv.prepare(asConvolution(layer), at) }
