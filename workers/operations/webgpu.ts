/** The operations as the WebGPU engine does them. */
import type { WebGpuForm } from '../engine/webgpu/planner/form'
import type { Chain } from '../model/steps'
import type { LayerSpec } from './facts'
import { LIST } from './lists/webgpu'

const FORMS: { readonly [Op in LayerSpec['op']]: WebGpuForm<Extract<LayerSpec, { readonly op: Op }>> } = LIST

export const webGpuForm = (layer: LayerSpec): WebGpuForm<LayerSpec> => FORMS[layer.op]

export const CHAINS: Readonly<Record<'evaluation' | 'training', readonly Chain[]>> = {
  evaluation: Object.values(FORMS).flatMap(({ chains }) => chains?.evaluation ?? []),
  training: Object.values(FORMS).flatMap(({ chains }) => chains?.training ?? []),
}
