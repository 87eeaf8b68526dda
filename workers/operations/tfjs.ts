/** The operations as the engines over an op set do them. */
import type { OpsForm } from '../engine/tfjs/form'
import type { Chain } from '../model/steps'
import { activation } from './activation/tfjs'
import { add } from './add/tfjs'
import { bn } from './bn/tfjs'
import { conv } from './conv/tfjs'
import { dropout } from './dropout/tfjs'
import type { LayerSpec } from './facts'
import { gap } from './gap/tfjs'
import { linear } from './linear/tfjs'
import { maxpool } from './maxpool/tfjs'
import { meanmax } from './meanmax/tfjs'
import { mul } from './mul/tfjs'

const FORMS: { readonly [Op in LayerSpec['op']]: OpsForm<Extract<LayerSpec, { readonly op: Op }>> } = {
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

export const opsForm = (layer: LayerSpec): OpsForm<LayerSpec> => FORMS[layer.op]

export const OPS_CHAINS: readonly Chain[] = Object.values(FORMS).flatMap(({ chains }) => chains ?? [])
