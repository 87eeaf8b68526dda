/** An activation; NaN stays NaN. */
import type { HalfForm } from '../../export/halfForm'
import type { ActivationLayer } from './facts'

export const activation: HalfForm<ActivationLayer> = (_, [x]) => ({ ...x!, data: x!.data.map((v) => (v > 0 || Number.isNaN(v) ? v : 0)) })
