/** A linear layer over the channels of each place: its convolution. */
import type { OpsForm } from '../../engine/tfjs/form'
import { conv } from '../conv/tfjs'
import { asConvolution, type DenseLayer } from './facts'

export const dense: OpsForm<DenseLayer> = {
  evaluate: (at, step, inputs) => conv.evaluate(at, { ...step, first: asConvolution(step.first) }, inputs),
  forward: (at, layer) => conv.forward(at, asConvolution(layer)),
  backward: (at, layer, dy) => conv.backward(at, asConvolution(layer), dy),
}
