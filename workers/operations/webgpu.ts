/** The operations as the WebGPU engine does them. */
import type { WebGpuForm } from '../engine/webgpu/planner/form'
import type { Chain } from '../model/steps'
import { activation } from './activation/webgpu'
import { add } from './add/webgpu'
import { bn } from './bn/webgpu'
import { conv } from './conv/webgpu'
import { dropout } from './dropout/webgpu'
import type { LayerSpec } from './facts'
import { gap } from './gap/webgpu'
import { linear } from './linear/webgpu'
import { maxpool } from './maxpool/webgpu'
import { meanmax } from './meanmax/webgpu'
import { mul } from './mul/webgpu'

const FORMS: { readonly [Op in LayerSpec['op']]: WebGpuForm<Extract<LayerSpec, { readonly op: Op }>> } = {
  conv,
  bn,
  activation,
  maxpool,
  add,
  mul,
  meanmax,
  gap,
  linear,
  dropout,
}

export const webGpuForm = (layer: LayerSpec): WebGpuForm<LayerSpec> => FORMS[layer.op]

export const CHAINS: Readonly<Record<'evaluation' | 'training', readonly Chain[]>> = {
  evaluation: Object.values(FORMS).flatMap(({ chains }) => chains?.evaluation ?? []),
  training: Object.values(FORMS).flatMap(({ chains }) => chains?.training ?? []),
}
