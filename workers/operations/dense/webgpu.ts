/** A linear layer over the channels of each place: its convolution. */
import type { WebGpuForm } from '../../engine/webgpu/planner/form'
import { conv } from '../conv/webgpu'
import { asConvolution, type DenseLayer } from './facts'

export const dense: WebGpuForm<DenseLayer> = {
  evaluate: (context, step) => conv.evaluate(context, { ...step, first: asConvolution(step.first) }),
  train: (context, step) => conv.train(context, { ...step, first: asConvolution(step.first) }),
}
