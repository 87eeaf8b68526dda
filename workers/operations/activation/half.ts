/** An activation; NaN stays NaN. */
import type { HalfForm } from '../../export/halfForm'
import { ACTIVATIONS } from '../../model/activations'
import type { ActivationLayer } from './facts'

export const activation: HalfForm<ActivationLayer> = ({ kind }, [x]) => ({ ...x!, data: x!.data.map(ACTIVATIONS[kind].of) })
