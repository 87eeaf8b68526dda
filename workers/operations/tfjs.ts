/** The operations as the engines over an op set do them. */
import type { OpsForm } from '../engine/tfjs/form'
import type { Chain } from '../model/steps'
import type { LayerSpec } from './facts'
import { LIST } from './lists/tfjs'

const FORMS: { readonly [Op in LayerSpec['op']]: OpsForm<Extract<LayerSpec, { readonly op: Op }>> } = LIST

export const opsForm = (layer: LayerSpec): OpsForm<LayerSpec> => FORMS[layer.op]

export const OPS_CHAINS: readonly Chain[] = Object.values(FORMS).flatMap(({ chains }) => chains ?? [])
