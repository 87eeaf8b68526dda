/** An activation; NaN stays NaN. */
import type { HalfForm } from '../../export/halfForm'
import type { ActivationLayer } from './facts'
import { ACTIVATIONS } from './functions'

export const activation: HalfForm<ActivationLayer> = ({ kind }, [x]) => ({ ...x!, data: x!.data.map(ACTIVATIONS[kind].of) })
